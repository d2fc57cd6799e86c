"""A small service with the faults that a test asks for: `python a_service.py CASE PORT`."""

import asyncio
import sys
import time

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from goodword import process
from goodword.errors import GoodwordError
from goodword.observability import logging
from goodword.process import pause, run, serve_http
from standalone.port import free_port

CASE, PORT = sys.argv[1], int(sys.argv[2])


def say(line: str) -> None:
    print(line, flush=True)


async def slow(_: Request) -> PlainTextResponse:
    say("in flight")
    await asyncio.sleep(0.5)
    return PlainTextResponse("at last")


async def serve(stop: asyncio.Event) -> None:
    app = Starlette(routes=[Route("/slow", slow)])
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve_http(app, host="127.0.0.1", port=PORT, stop=stop))
        await asyncio.sleep(0.2)
        say("ready")
    say("after serve")


async def serve_too(stop: asyncio.Event) -> None:
    say("ready")
    await serve(stop)


async def three(stop: asyncio.Event) -> None:
    ports = [free_port() for _ in range(3)]

    def app(number: int) -> Starlette:
        async def answer(_: Request) -> PlainTextResponse:
            return PlainTextResponse(str(number))

        return Starlette(routes=[Route("/", answer)])

    async with asyncio.TaskGroup() as tasks:
        for number, port in enumerate(ports):
            tasks.create_task(serve_http(app(number), host="127.0.0.1", port=port, stop=stop))
            tasks.create_task(pause(stop, 3600))
        await asyncio.sleep(0.2)
        say("ready")
        say(" ".join(map(str, ports)))


async def crash(stop: asyncio.Event) -> None:
    async def relay() -> None:
        await asyncio.sleep(0.3)
        raise ZeroDivisionError("the relay divided by zero")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve_http(Starlette(routes=[]), host="127.0.0.1", port=PORT, stop=stop))
        tasks.create_task(relay())
        say("ready")


async def known_error(stop: asyncio.Event) -> None:
    async def relay() -> None:
        raise GoodwordError("Kafka did not answer for 30 s.")

    say("ready")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(relay())
        tasks.create_task(pause(stop, 3600))


async def stubborn(stop: asyncio.Event) -> None:
    say("ready")
    await stop.wait()
    say("asked to stop")
    await asyncio.sleep(3600)


async def hang(stop: asyncio.Event) -> None:
    process.STOP_LIMIT_S = 0.2  # type: ignore[assignment]
    say("ready")
    await asyncio.sleep(3600)


async def pausing(stop: asyncio.Event) -> None:
    assert not await pause(stop, 0.01)
    say("ready")
    started = time.monotonic()
    assert await pause(stop, 3600)
    assert time.monotonic() - started < 20


CASES = {
    "serve": serve,
    "serve_too": serve_too,
    "three": three,
    "crash": crash,
    "known_error": known_error,
    "stubborn": stubborn,
    "hang": hang,
    "pause": pausing,
}
logging.configure("json", "warning")
sys.exit(run(CASES[CASE]))
