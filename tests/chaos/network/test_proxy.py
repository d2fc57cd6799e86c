"""The network that we break: it breaks as it says, and is whole again afterwards."""

import asyncio
import contextlib
from contextlib import asynccontextmanager

import pytest
from tests.chaos.network.proxy import Link, Weather

PATIENCE_S = 20


class Echo:
    """A server that says everything back, and knows what it heard."""

    def __init__(self):
        self.heard = b""
        self.held = contextlib.ExitStack()

    async def serve(self, reader, writer):
        with contextlib.suppress(OSError):
            while data := await reader.read(1000):
                self.heard += data
                writer.write(data)
        writer.close()

    async def reach(self, link):
        """A connection to us over `link`."""
        reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
        self.held.callback(writer.close)
        return reader, writer

    async def hear(self, link, words):
        """A new connection, and what came back on it."""
        reader, writer = await self.reach(link)
        writer.write(words)
        return reader, writer, await reader.read(len(words))


@asynccontextmanager
async def linked():
    echo = Echo()
    server = await asyncio.start_server(echo.serve, "127.0.0.1", 0)
    link = Link("us to echo", server.sockets[0].getsockname()[1])
    await link.open()
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield link, echo
    finally:
        echo.held.close()
        await link.close()
        server.close()


@pytest.mark.parametrize("weather", [Weather.CLEAR, Weather.LATE, Weather.SLOW])
async def test_what_is_sent_arrives_whole_in_weather_that_only_delays(weather):
    words = b"0123456789" * 100
    async with linked() as (link, echo):
        link.turn(weather)

        reader, writer = await echo.reach(link)
        writer.write(words)
        back = await reader.readexactly(len(words))
        writer.write_eof()

        assert await reader.read() == b""
        assert (back, echo.heard) == (words, words)


async def test_a_cut_ends_connections_and_lets_none_through_until_it_is_clear():
    async with linked() as (link, echo):
        reader, _, back = await echo.hear(link, b"before")

        link.turn(Weather.CUT)
        ended = await reader.read()
        refused = b""
        with contextlib.suppress(ConnectionError):
            _, _, refused = await echo.hear(link, b"cut")
        link.turn(Weather.CLEAR)
        _, _, after = await echo.hear(link, b"after")

        assert (back, ended, refused, after) == (b"before", b"", b"", b"after")
        assert echo.heard == b"beforeafter"


async def test_a_reset_is_heard_as_one():
    async with linked() as (link, echo):
        reader, _, _ = await echo.hear(link, b"before")

        link.turn(Weather.RESET)

        with pytest.raises(ConnectionResetError):
            await reader.read()
        link.turn(Weather.CLEAR)
        _, _, after = await echo.hear(link, b"after")
        assert after == b"after"


async def test_silence_loses_nothing():
    async with linked() as (link, echo):
        reader, writer, _ = await echo.hear(link, b"before")

        link.turn(Weather.SILENT)
        writer.write(b"during")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(6), 0.1)
        heard = echo.heard
        link.turn(Weather.CLEAR)

        assert await reader.read(6) == b"during"
        assert heard == b"before"


async def test_a_half_open_connection_takes_words_that_nobody_hears_and_then_is_reset():
    async with linked() as (link, echo):
        reader, writer, _ = await echo.hear(link, b"before")

        link.turn(Weather.HALF_OPEN)
        writer.write(b"void")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(4), 0.1)
        link.turn(Weather.CLEAR)

        with pytest.raises(ConnectionResetError):
            await reader.read()
        assert echo.heard == b"before"


@pytest.mark.parametrize(("direction", "heard"), [("there", b""), ("back", b"words")])
async def test_a_trap_springs_once_before_the_bytes_pass(direction, heard):
    async with linked() as (link, echo):
        seen = []

        async def spring():
            seen.append(echo.heard)

        link.trap(direction, spring)
        _, writer, back = await echo.hear(link, b"words")
        writer.write(b"more")

        assert seen == [heard]
        assert back == b"words"
        assert not link.untrap()
        writer.close()
