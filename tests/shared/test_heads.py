"""What comes around the body of a request is bounded, and no second request hides in a first."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from goodword.heads import MAX_BYTES, BoundedHeads
from goodword.process import serve_http
from standalone.port import free_port

FULL = b"X: " + b"y" * 60_000 + b"\r\n"


@dataclass
class Served:
    """A server that notes what it was asked; `gone` counts callers that went away in a body."""

    port: int
    asked: list[str] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.gone.set()
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.asked.append(f"{scope['method']} {scope['path']} {len(body)}")
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    async def answer(self, *sent: bytes) -> bytes:
        """What comes back until the server hangs up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        told = b""
        # Where it hangs up while more is on its way, the network says so in place of an end.
        with contextlib.suppress(ConnectionError):
            for each in sent:
                writer.write(each)
                await writer.drain()
            async with asyncio.timeout(30):
                while part := await reader.read(65_536):
                    told += part
        writer.close()
        return told


@asynccontextmanager
async def serving() -> AsyncIterator[Served]:
    stop, served = asyncio.Event(), Served(free_port())
    running = asyncio.create_task(serve_http(served, host="127.0.0.1", port=served.port, stop=stop))
    while not running.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        except OSError:
            await asyncio.sleep(0.01)
            continue
        writer.close()
        break
    try:
        yield served
    finally:
        stop.set()
        await running


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as one:
        yield one


def request(*lines: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join((b"POST /a HTTP/1.1", b"Host: x", b"Connection: close", *lines, b"", body))


HIDDEN = b"0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "lines",
    [
        [b"Content-Length: 4", b"Transfer-Encoding: chunked"],
        [b"Content-Length: 4", b"Content-Length: 40"],
        [b"Content-Length: +4"],
        [b"Content-Length: 5", b"Transfer-Encoding: xchunked"],
        [b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"],
        [b"Transfer-Encoding : chunked"],
        [b"X: a", b" b", b"Content-Length: 0"],
        [b"X: a\x00b", b"Content-Length: 0"],
        [b"X: a\rContent-Length: 9", b"Content-Length: 0"],
    ],
)
async def test_a_request_that_two_servers_could_read_in_two_ways_is_refused(served, lines):
    answer = await served.answer(request(*lines, body=HIDDEN))

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert served.asked == []


async def test_a_head_within_the_bounds_is_read(served):
    answer = await served.answer(request(FULL.strip(), b"Content-Length: 3", body=b"abc"))

    assert answer.startswith(b"HTTP/1.1 204 ")
    assert served.asked == ["POST /a 3"]


async def test_a_large_body_is_no_head(served):
    body = b"x" * (4 * MAX_BYTES)
    chunks = b"".join(b"1000\r\n" + b"x" * 4096 + b"\r\n" for _ in range(64)) + b"0\r\n\r\n"

    await served.answer(request(b"Content-Length: %d" % len(body), body=body))
    await served.answer(request(b"Transfer-Encoding: chunked", body=chunks))

    assert served.asked == [f"POST /a {len(body)}", f"POST /a {64 * 4096}"]


async def test_a_head_that_never_ends_is_not_kept(served):
    line = b"GET /a HTTP/1.1\r\nHost: x\r\nX: "

    one_too_many = await served.answer(line + b"y" * (MAX_BYTES + 1 - len(line)))
    endless = await served.answer(line, *[FULL] * 50)
    in_its_line = await served.answer(b"GET /" + b"a" * (MAX_BYTES - 4))

    assert one_too_many.startswith(b"HTTP/1.1 400 ")
    assert one_too_many.endswith(b"The head of the request is too large.")
    assert not endless.startswith(b"HTTP/1.1 2")
    assert in_its_line.startswith(b"HTTP/1.1 400 ")
    assert served.asked == []


async def test_a_body_whose_end_never_comes_is_left(served):
    begun = request(b"Transfer-Encoding: chunked", body=b"1\r\nx\r\n0\r\n")

    trailers = await served.answer(begun, FULL, FULL)
    await served.gone.wait()
    served.gone.clear()
    extension = await served.answer(
        request(b"Transfer-Encoding: chunked", body=b"1;" + b"a" * (2 * MAX_BYTES))
    )
    await served.gone.wait()

    assert (trailers, extension, served.asked) == (b"", b"", [])


async def test_whoever_says_nothing_or_half_a_head_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(BoundedHeads, "head_timeout_s", 0.05)

    async with serving() as served:
        assert await served.answer() == b""
        assert await served.answer(b"GET /a HTTP/1.1\r\nHost") == b""
        whole = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
        later = await served.answer(whole + b"GET /b HTT")

    assert later.startswith(b"HTTP/1.1 204 ")
    assert served.asked == ["GET /a 0"]


async def test_a_body_may_take_longer_than_a_head(monkeypatch):
    monkeypatch.setattr(BoundedHeads, "head_timeout_s", 0.05)

    async with serving() as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(request(b"Content-Length: 2", body=b"a"))
        await asyncio.sleep(0.2)
        writer.write(b"b")
        async with asyncio.timeout(30):
            answer = await reader.read()
        writer.close()

    assert answer.startswith(b"HTTP/1.1 204 ")
    assert served.asked == ["POST /a 2"]
