"""A stretch of network between two of us, which breaks in the ways in which networks do."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from enum import StrEnum

from standalone.port import free_port

LATENCY_S = 0.2
SLOW_BYTES = 200
SLOW_S = 0.01
"""When slow, so many bytes pass in so long: some 20 kB/s."""

CHUNK = 65_536
_RESET = struct.pack("ii", 1, 0)


class Weather(StrEnum):
    """What happens to what is sent, in both directions."""

    CLEAR = "clear"
    CUT = "cut"  # connections are closed, and none is let through
    RESET = "reset"  # connections end with RST, in the middle of whatever they carry
    SILENT = "silent"  # nothing passes, and nobody is told; later it goes on
    HALF_OPEN = "half_open"  # the far side is gone, and the near side talks into the void
    LATE = "late"  # everything comes LATENCY_S later
    SLOW = "slow"  # a few bytes at a time


Tripped = Callable[[], Awaitable[None]]


class Link:
    """Listens on `port` of the loopback and passes everything on to `target`, another port."""

    def __init__(self, name: str, target: int) -> None:
        self.name = name
        self.target = target
        self.port = free_port()
        self._weather = Weather.CLEAR
        self._passing = asyncio.Event()
        self._passing.set()
        self._pairs: set[_Pair] = set()
        self._server: asyncio.Server | None = None
        self._trap: tuple[str, Tripped] | None = None

    @property
    def weather(self) -> Weather:
        return self._weather

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def close(self) -> None:
        self.turn(Weather.RESET)
        if self._server:
            self._server.close()
        while self._pairs:  # noqa: ASYNC110 - each ends by itself, now that its sockets are dead
            await asyncio.sleep(0.01)

    def turn(self, weather: Weather) -> None:
        """The weather from now on. A half-open connection is reset as soon as it is another."""
        was, self._weather = self._weather, weather
        if weather in (Weather.CUT, Weather.RESET):
            self._end_all(reset=weather is Weather.RESET)
        if was is Weather.HALF_OPEN:
            self._end_all(reset=True)
        if weather is Weather.HALF_OPEN:
            for pair in self._pairs:
                pair.far.transport.abort()
        if weather is Weather.SILENT:
            self._passing.clear()
        else:
            self._passing.set()

    def trap(self, direction: str, spring: Tripped) -> None:
        """`spring` once, when bytes pass in `direction` (`there` or `back`), before they do."""
        self._trap = (direction, spring)

    def untrap(self) -> bool:
        """Whether it had not sprung yet."""
        waiting, self._trap = self._trap is not None, None
        return waiting

    def _end_all(self, *, reset: bool) -> None:
        for pair in list(self._pairs):
            pair.end(reset=reset)

    async def _serve(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        if self._weather is Weather.CUT:
            near.transport.abort()
            return
        await self._passing.wait()
        try:
            back, far = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            near.transport.abort()
            return
        pair = _Pair(near, far)
        self._pairs.add(pair)
        try:
            await asyncio.gather(self._pump(reader, far, "there"), self._pump(back, near, "back"))
        finally:
            pair.end(reset=False)
            self._pairs.discard(pair)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, direction: str
    ) -> None:
        try:
            while data := await reader.read(CHUNK):
                await self._spring(direction)
                await self._passing.wait()
                await self._pass(data, writer)
        except OSError:
            pass
        await self._say_end(writer)

    async def _spring(self, direction: str) -> None:
        if self._trap and self._trap[0] == direction:
            (_, spring), self._trap = self._trap, None
            await spring()

    async def _pass(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        if self._weather is Weather.HALF_OPEN:
            return
        if self._weather is Weather.LATE:
            await asyncio.sleep(LATENCY_S)
        while data and self._weather is Weather.SLOW:
            piece, data = data[:SLOW_BYTES], data[SLOW_BYTES:]
            writer.write(piece)
            await asyncio.sleep(SLOW_S)
        writer.write(data)
        await writer.drain()

    async def _say_end(self, writer: asyncio.StreamWriter) -> None:
        """One side has said all: so hears the other, unless the weather keeps it from it."""
        await self._passing.wait()
        if self._weather is not Weather.HALF_OPEN and not writer.is_closing():
            with contextlib.suppress(OSError, RuntimeError):
                writer.write_eof()


class _Pair:
    """A connection to us, and ours to the far side."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.near = near
        self.far = far

    def end(self, *, reset: bool) -> None:
        for writer in (self.near, self.far):
            if reset and not writer.is_closing():
                one: socket.socket = writer.get_extra_info("socket")
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()
