"""A device that signs in, reports once and prints whatever it is sent.

    python3 examples/python/device_debug.py
"""

import asyncio
import websockets
import json

async def debug_energetic_device():
    session_id = "test_session_123"
    uri = f"ws://localhost:8003/ws/devices?session_id={session_id}"

    print(f"Connecting to {uri}...")
    async with websockets.connect(uri) as ws:
        print("Connected! Sending auth...")

        # The first message: who it is
        auth = {
            "email": "demo@example.com",
            "password": "demo-password"
        }
        await ws.send(json.dumps(auth))

        # The answer
        response = await ws.recv()
        print(f"Auth response: {response}")

        # Some data
        data = {"test": "data", "timestamp": "2025-10-27T12:00:00"}
        await ws.send(json.dumps(data))
        print(f"Sent data: {data}")

        # Commands
        while True:
            message = await ws.recv()
            print(f"Received: {message}")

asyncio.run(debug_energetic_device())
