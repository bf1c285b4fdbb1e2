"""Keeps a copy of an account's alarms and timers in step with the server, and prints it at each change.

    python3 examples/python/sync_alarms.py [GATEWAY] [EMAIL] [PASSWORD]

It comes back after every disconnection and asks for what it missed: `since` and `epoch` say what it has. A program
that keeps `items`, `revision` and `epoch` in a file does not have to fetch everything when it starts, either.
"""

import asyncio
import json
import sys
import urllib.parse
import urllib.request

import websockets
from websockets.exceptions import WebSocketException

GATEWAY = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
EMAIL = sys.argv[2] if len(sys.argv) > 2 else "demo@example.com"
PASSWORD = sys.argv[3] if len(sys.argv) > 3 else "demo-password"
RECONNECT_SECONDS = 5

items, revision, epoch = {}, 0, ""


def call(path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(GATEWAY + path, data, headers), timeout=10) as answer:
        return json.load(answer)


def sign_in():
    return call("/api/v1/auth/login", {"email": EMAIL, "password": PASSWORD})["access_token"]


def fetch_all(token):
    global items, revision, epoch
    page = call("/api/alarms-timers", token=token)
    items = {item["id"]: item for item in page["items"]}
    revision, epoch = page["revision"], page["epoch"]
    show("fetched")


def show(what):
    print(f"revision {revision}, {what}:", ", ".join(
        f"{item['label']} ({item['alarm_time'] or item['duration']})" for item in items.values()) or "nothing")


async def follow(token):
    global revision
    query = urllib.parse.urlencode({"token": token, "since": revision, "epoch": epoch})
    address = GATEWAY.replace("http", "ws", 1) + "/api/alarms-timers/ws?" + query
    async with websockets.connect(address) as socket:
        async for text in socket:
            message = json.loads(text)
            kind = message["type"]
            if kind == "sync_required":
                fetch_all(token)
            elif "data" in message and message["revision"] > revision:
                if kind.endswith("_deleted"):
                    items.pop(message["data"]["id"], None)
                else:
                    items[message["data"]["id"]] = message["data"]
                revision = message["revision"]
                show(kind)


async def main():
    while True:
        try:
            token = sign_in()
            if not epoch:
                fetch_all(token)
            await follow(token)
        except (OSError, WebSocketException) as problem:
            print("Disconnected:", problem)
        await asyncio.sleep(RECONNECT_SECONDS)


try:
    asyncio.run(main())
except KeyboardInterrupt:
    pass
