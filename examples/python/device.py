"""A device that signs in with its account and reports every two seconds.

    python3 examples/python/device.py
"""

import websockets
import json
import asyncio

session_id = "unique_session_id"
uri = f"ws://localhost:8003/ws/devices?session_id={session_id}"


async def main():
    async with websockets.connect(uri) as websocket:
        # The first message: who it is
        auth_data = {
            "email": "demo@example.com",
            "password": "demo-password"
        }
        await websocket.send(json.dumps(auth_data))

        # Wait for the answer
        response = await websocket.recv()
        auth_response = json.loads(response)

        if auth_response.get("status") == "authenticated":
            # Send the device's data
            while True:
                device_data = {
                    "battery_voltage": 24.5,
                    "solar_power": 1500,
                    "timestamp": "2025-10-27T12:00:00"
                }
                await websocket.send(json.dumps(device_data))
                await asyncio.sleep(2)


asyncio.run(main())
