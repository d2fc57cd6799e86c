"""Post a message, and say how that went: whatever a receiver does is an answer."""

import asyncio
import time
from collections.abc import Mapping
from typing import Final

import httpx

from goodword.outbound import PrivateAddressError
from referral_api.domain.endpoints.attempt import Answer, Failure

TIMEOUT_S: Final = 15.0
"""Standard Webhooks give a receiver 15 to 30 seconds; the whole of the answer that is read must
have come by then."""

KEPT_BYTES: Final = 1000
"""Of an answer, for whoever looks why it was not taken."""

HEADERS: Final = {
    "content-type": "application/json",
    "user-agent": "Goodword-Webhooks/1",
    # What is kept of the answer is its beginning, so nothing is to be unpacked.
    "accept-encoding": "identity",
}


async def post(http: httpx.AsyncClient, url: str, body: bytes, signed: Mapping[str, str]) -> Answer:
    """What came back from `url`; it never raises for what others do."""
    started = time.monotonic()
    status_code, text = None, ""
    failure: Failure | None
    headers = {**HEADERS, **signed}
    try:
        async with asyncio.timeout(TIMEOUT_S):
            async with http.stream("POST", url, content=body, headers=headers) as answer:
                status_code = answer.status_code
                text = await _beginning(answer)
        failure = _failure(status_code)
    except PrivateAddressError:
        failure = "private_address"
    except (TimeoutError, httpx.TimeoutException):
        failure = "timeout"
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
        # A name may be too long for a look-up, which is then a UnicodeError.
        failure = "unreachable"
    return Answer(status_code, failure, text, round((time.monotonic() - started) * 1000))


def _failure(status_code: int) -> Failure | None:
    if 200 <= status_code < 300:
        return None
    return "redirect" if 300 <= status_code < 400 else "status"


async def _beginning(answer: httpx.Response) -> str:
    """The first bytes as text that PostgreSQL can hold; the rest is not read."""
    read = b""
    async for chunk in answer.aiter_raw():
        read += chunk
        if len(read) >= KEPT_BYTES:
            break
    return read[:KEPT_BYTES].decode(errors="replace").replace("\x00", "\ufffd")
