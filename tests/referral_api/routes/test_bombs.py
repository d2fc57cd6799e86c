"""Small requests that would be large once they are understood: refused, in few words."""

import gzip
import json
from collections.abc import Mapping

import httpx
import pytest
from tests.referral_api.conftest import House

JSON = {"Content-Type": "application/json"}
PERSON = b'{"emails": ["bomb@example.com"], "metadata": %s}'
SMALL_ANSWER = 64 << 10


def many_keys(count: int) -> bytes:
    return json.dumps({f"k{number}": number for number in range(count)}).encode()


BOMBS: Mapping[str, bytes] = {
    "many unknown fields": many_keys(60_000),
    "many keys of metadata": PERSON % many_keys(60_000),
    "a field many times": b"{" + b'"emails": [], ' * 60_000 + b'"emails": []}',
    "deep metadata": PERSON % (b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "a number of many digits": PERSON % (b'{"a": %s}' % (b"9" * 900_000)),
    "a number with a large exponent": PERSON % b'{"a": 1e999999999}',
    "a long list": b'{"emails": [' + b'"",' * 300_000 + b'""]}',
}


@pytest.mark.parametrize("name", BOMBS)
async def test_a_body_that_is_large_once_it_is_read_gets_a_short_answer(house: House, name: str):
    answer = await house.http.post("/v1/people", content=BOMBS[name], headers=JSON)

    assert answer.status_code in (400, 422), answer.text[:300]
    assert len(answer.content) < SMALL_ANSWER
    assert (await house.get("/v1/people")).json()["data"] == []


async def test_what_was_compressed_is_not_unpacked(house: House, visitor: httpx.AsyncClient):
    packed = gzip.compress(b'{"emails": ["zip@example.com"]}' + b" " * (64 << 20))
    assert len(packed) < 100_000

    headers = {**JSON, "Content-Encoding": "gzip"}
    answer = await house.http.post("/v1/people", content=packed, headers=headers)

    assert answer.status_code in (400, 415, 422)
    assert (await house.get("/v1/people")).json()["data"] == []


async def test_an_address_with_many_parameters_gets_a_short_answer(house: House):
    query = "&".join(f"p{number}=" for number in range(5_000))

    answer = await house.http.get(f"/v1/people?{query}")

    assert answer.status_code == 422
    assert len(answer.content) < SMALL_ANSWER
