"""A load balancer of the simplest kind: TCP, in turns, to whoever says that they are ready."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import httpx

ASK_EVERY_S = 0.1


class Balancer:
    """`backends` are ports, each with the URL that says whether it is ready."""

    def __init__(self, backends: Mapping[int, str]) -> None:
        self.backends = backends
        self.ready: set[int] = set()
        self.turns = itertools.cycle(backends)
        self.port = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Balancer"]:
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        asking = asyncio.create_task(self._ask())
        async with server:
            yield self
            asking.cancel()
            with suppress(asyncio.CancelledError):
                await asking
            server.close()

    async def until(self, ports: set[int]) -> None:
        """Wait until exactly these are sent requests."""
        async with asyncio.timeout(120):
            while self.ready != ports:  # noqa: ASYNC110 - it asks, nobody tells
                await asyncio.sleep(ASK_EVERY_S)

    async def _ask(self) -> None:
        async with httpx.AsyncClient(timeout=10) as client:
            while True:
                for port, url in self.backends.items():
                    await self._ask_one(client, port, url)
                await asyncio.sleep(ASK_EVERY_S)

    async def _ask_one(self, client: httpx.AsyncClient, port: int, url: str) -> None:
        try:
            is_ready = (await client.get(url)).status_code == 200
        except httpx.TransportError:
            is_ready = False
        (self.ready.add if is_ready else self.ready.discard)(port)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to whoever takes it first: who refuses it has not seen any of it."""
        there, back = await self._open()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_copy(reader, back))
                tasks.create_task(_copy(there, writer))
        finally:
            back.close()
            writer.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for port in self.turns:
            if port in self.ready:
                with suppress(ConnectionRefusedError):
                    return await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(0.01)
        raise AssertionError("turns never end")


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    with suppress(OSError):
        writer.write_eof()
