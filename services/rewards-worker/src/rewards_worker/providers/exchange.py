"""One request to a provider's API, within bounds, and the truth about what it may have done."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from goodword.errors import GoodwordError, PermanentError, TransientError
from rewards_worker.ports import UnknownOutcomeError

TIMEOUT_S = 20.0
"""Bound on a whole exchange, well inside a job's lease."""

CONNECT_TIMEOUT_S = 5.0

MAX_ANSWER_BYTES = 262_144
"""Bound on what is read of an answer."""

DEFAULT_RETRY_AFTER_S = 1.0
MAX_RETRY_AFTER_S = 3600.0
"""What a provider may ask us to wait; more is cut to this, and it will say so again."""

# Raised before a connection is there, so nothing of the request can have left.
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def exchange(
    client: httpx.AsyncClient, request: httpx.Request, *, timeout_s: float = TIMEOUT_S
) -> Answer:
    """Send `request` once and read the whole answer; no redirect is followed.

    TransientError where nothing of it can have left, PermanentError where the address is none,
    UnknownOutcomeError where the answer was lost, late, or too large.
    """
    try:
        async with asyncio.timeout(timeout_s):
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                body = await _read(response)
            finally:
                await response.aclose()
    except _NOTHING_SENT as error:
        raise TransientError(f"the provider cannot be reached ({_named(error)})") from error
    except (httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
        raise PermanentError(f"the request cannot be sent at all ({_named(error)})") from error
    except (httpx.HTTPError, TimeoutError) as error:
        raise UnknownOutcomeError(f"the provider's answer was lost ({_named(error)})") from error
    return Answer(response.status_code, response.headers, body)


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    # Raw: we ask for no compression, and a small bomb must not become a large one.
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            status = response.status_code
            raise UnknownOutcomeError("the provider's answer is too large", http_status=status)
    return bytes(body)


def _named(error: Exception) -> str:
    # Only the class: messages of this library can repeat the address, and so its secrets.
    return type(error).__name__


def refused_set_up(answer: Answer) -> GoodwordError | None:
    """What every API says in the same way: who we are is wrong, too many requests, its own fault.

    None where the answer needs to be read.
    """
    status = answer.status
    if status == 429:
        wait_s = retry_after_s(answer.headers)
        return TransientError("the provider asks us to slow down (429)", retry_after_s=wait_s)
    if status in (401, 403):
        return PermanentError(f"the provider refuses our credentials ({status})")
    # A redirect or a gateway's time-out says nothing of what happened to the request behind it.
    if status < 200 or 300 <= status < 400 or status == 408 or status >= 500:
        return UnknownOutcomeError(f"the provider answered {status}", http_status=status)
    return None


def retry_after_s(headers: Mapping[str, str]) -> float:
    """How long `Retry-After` asks us to wait, given in seconds or as a date (RFC 9110 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        wait_s = float(value)
    else:
        wait_s = _until(value, headers.get("date", ""))
    return min(max(wait_s, DEFAULT_RETRY_AFTER_S), MAX_RETRY_AFTER_S)


def _until(date: str, sent: str) -> float:
    """Seconds from the answer's own date to `date`, so that our clock does not matter."""
    moment = _moment(date)
    if moment is None:
        return DEFAULT_RETRY_AFTER_S
    return (moment - (_moment(sent) or datetime.now(UTC))).total_seconds()


def _moment(date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
