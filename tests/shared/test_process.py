"""How a process begins and ends, each time with a real process of its own."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from standalone.port import free_port

SERVICE = Path(__file__).with_name("a_service.py")


@asynccontextmanager
async def service(case: str, port: int = 0) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, SERVICE, case, str(port), stdout=PIPE, stderr=PIPE
    )
    try:
        assert process.stdout
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process: Process) -> tuple[int, list[str]]:
    """The exit code and the lines on standard error."""
    async with asyncio.timeout(20):
        _, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, errors.decode().splitlines()


async def test_a_crashed_loop_ends_the_process_though_its_server_still_serves() -> None:
    async with service("crash", free_port()) as process:
        code, lines = await ended(process)

    assert code == 1
    assert lines[-1] == "goodword: ended by ZeroDivisionError: the relay divided by zero"
    assert "Traceback (most recent call last):" in lines


async def test_a_known_error_is_told_in_its_own_sentence_only() -> None:
    async with service("known_error") as process:
        code, lines = await ended(process)

    assert code == 1
    assert lines == ["goodword: Kafka did not answer for 30 s."]


async def test_sigterm_ends_with_0_after_the_request_in_flight_and_the_code_after_serve() -> None:
    port = free_port()
    async with service("serve", port) as process, httpx.AsyncClient() as client:
        request = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/slow"))
        assert process.stdout
        assert await process.stdout.readline() == b"in flight\n"

        process.send_signal(signal.SIGTERM)
        answer = await request
        rest = await process.stdout.read()
        code, lines = await ended(process)

    assert (answer.status_code, answer.text) == (200, "at last")
    assert rest == b"after serve\n"
    assert code == 0
    assert not [line for line in lines if "Traceback" in line]


async def test_ctrl_c_ends_with_0() -> None:
    async with service("serve", free_port()) as process:
        process.send_signal(signal.SIGINT)
        code, _ = await ended(process)

    assert code == 0


async def test_a_second_signal_ends_what_does_not_stop() -> None:
    async with service("stubborn") as process:
        process.send_signal(signal.SIGTERM)
        assert process.stdout
        assert await process.stdout.readline() == b"asked to stop\n"
        process.send_signal(signal.SIGINT)
        code, lines = await ended(process)

    assert code == 1
    assert lines[-1] == "goodword: ended at once by a second SIGINT"


async def test_what_hangs_while_it_stops_is_ended_with_a_clear_last_line() -> None:
    async with service("hang") as process:
        process.send_signal(signal.SIGTERM)
        code, lines = await ended(process)

    assert code == 1
    assert lines[-1] == "goodword: did not stop within 0.2 s"


async def test_three_servers_and_three_loops_stop_together() -> None:
    ports = [free_port() for _ in range(3)]
    async with service("three", ports[0]) as process, httpx.AsyncClient() as client:
        assert process.stdout
        real = [int(port) for port in (await process.stdout.readline()).split()]
        answers = [(await client.get(f"http://127.0.0.1:{port}/")).text for port in real]
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process)

    assert answers == ["0", "1", "2"]
    assert code == 0


async def test_a_taken_port_is_told_in_one_sentence() -> None:
    port = free_port()
    async with service("serve", port), service("serve_too", port) as second:
        code, lines = await ended(second)

    assert code == 1
    assert lines == [
        f"goodword: Port {port} of 127.0.0.1 cannot be had (Address already in use): end who uses"
        " it, or choose another port."
    ]


async def test_pause_ends_early_when_stopped() -> None:
    async with service("pause") as process:
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process)

    assert code == 0
