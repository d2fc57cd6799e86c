"""A service as a process of its own."""

import asyncio
import os
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


async def test_told_to_end_it_is_not_ready_first_and_goes_on_answering() -> None:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, SERVICE, str(port)),
        env={**os.environ, "GOODWORD_DRAIN_S": "30"},
        stdout=PIPE,
        stderr=PIPE,
    )
    assert process.stdout
    await process.stdout.readline()

    process.send_signal(signal.SIGTERM)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        while (ready := await client.get("/health/ready")).status_code == 200:  # noqa: ASYNC110 - asked
            await asyncio.sleep(0.02)
    process.send_signal(signal.SIGTERM)  # nobody wants to wait for 30 s
    await process.communicate()

    assert ready.json()["reasons"] == [
        "a-service: process: it was told to end, and answers what still comes"
    ]
