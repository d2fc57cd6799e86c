"""A service as a process of its own."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import httpx

from standalone.port import free_port

SERVICE = Path(__file__).with_name("a_command.py")


async def test_a_service_has_an_operations_port_and_ends_cleanly() -> None:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, SERVICE, str(port), stdout=PIPE, stderr=PIPE
    )
    assert process.stdout
    assert await process.stdout.readline() == b"serving\n"

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        ready = await client.get("/health/ready")
        metrics = await client.get("/metrics")
    process.send_signal(signal.SIGTERM)
    _, errors = await process.communicate()

    assert ready.json() == {"ready": True, "reasons": []}
    assert 'service="a-service"' in metrics.text
    assert process.returncode == 0
    assert b'"service": "a-service"' in errors
    assert b'"trace_id"' in errors
