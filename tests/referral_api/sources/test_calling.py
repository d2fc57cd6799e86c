"""Asking a sender's API: at its pace, and bounded."""

import asyncio

import httpx
import pytest

from goodword.errors import PermanentError, TransientError
from referral_api.domain.businesses.rates import Rates
from referral_api.sources.calling import MAX_ANSWER_BYTES, Caller


@pytest.fixture
async def sender():
    """Answers with as many bytes as the path names."""

    async def answer(reader, writer):
        size = int((await reader.readuntil(b"\r\n\r\n")).split()[1].strip(b"/"))
        writer.write(b"HTTP/1.1 200 x\r\nContent-Length: %d\r\n\r\n%s" % (size, b"x" * size))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_the_next_page_waits_for_its_turn_and_a_crowd_is_sent_away(sender):
    async with httpx.AsyncClient() as http:
        quick = Caller(http, Rates(per_s=50, burst=1), who="a", headers={})
        slow = Caller(http, Rates(per_s=0.05, burst=1), who="a", headers={})

        pages = [await quick.get(f"{sender}/3") for _ in range(4)]
        await slow.get(f"{sender}/1")
        with pytest.raises(TransientError) as early:
            await slow.get(f"{sender}/1")

    assert pages == [b"xxx"] * 4
    assert early.value.retry_after_s == 20


async def test_an_answer_without_end_is_not_read_to_it(sender):
    async with httpx.AsyncClient() as http:
        caller = Caller(http, Rates(per_s=50, burst=50), who="a", headers={})

        with pytest.raises(PermanentError, match="larger than 5 MiB"):
            await caller.get(f"{sender}/{MAX_ANSWER_BYTES + 1}")


async def test_an_address_that_is_none_is_for_good_and_one_that_is_away_is_not():
    async with httpx.AsyncClient() as http:
        caller = Caller(http, Rates(per_s=50, burst=50), who="a", headers={})

        with pytest.raises(PermanentError):
            await caller.get("ftp://shop.example/")
        with pytest.raises(TransientError):
            await caller.get("http://127.0.0.1:9/")
