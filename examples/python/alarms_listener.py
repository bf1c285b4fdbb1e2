"""Prints every message of the alarms' socket. Takes an access token:

    python3 examples/python/alarms_listener.py "$TOKEN"
"""

import asyncio
import sys
import websockets
import json

YOUR_JWT_TOKEN = sys.argv[1]


async def main():
    async with websockets.connect(
        f"ws://localhost:8000/api/alarms-timers/ws?token={YOUR_JWT_TOKEN}"
    ) as ws:
        # Receive messages
        async for message in ws:
            data = json.loads(message)
            print(data)


asyncio.run(main())
