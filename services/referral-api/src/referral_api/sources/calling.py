"""Asking a sender's own API: bounded in size and time, at a pace, and told in plain words."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from goodword.errors import PermanentError, TransientError
from referral_api.domain.businesses.rates import Rates

MAX_ANSWER_BYTES = 5 << 20
DEFAULT_RETRY_AFTER_S = 30.0
MAX_PAUSE_S = 5
MAX_RETRY_AFTER_S = 3600.0


class Caller:
    """Calls for one connection. `headers` go with every call and hold its credentials."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        pace: Rates,
        *,
        who: str,
        headers: Mapping[str, str],
        auth: tuple[str, str] | None = None,
    ) -> None:
        self._http = http
        self._pace = pace
        self._who = who
        self._headers = dict(headers)
        self._auth = httpx.BasicAuth(*auth) if auth else None

    async def get(self, url: str, params: Mapping[str, str] | None = None) -> bytes | None:
        """The body of a good answer; None where there is no such thing (404, 410).

        TransientError where it is worth another try, PermanentError where the credentials are
        refused or the request itself is.
        """
        request = self._http.build_request("GET", url, params=params, headers=self._headers)
        return await self._sent(request)

    async def post_form(self, url: str, form: Mapping[str, str]) -> bytes | None:
        """As `get`, of a form that is posted."""
        request = self._http.build_request("POST", url, data=form, headers=self._headers)
        return await self._sent(request)

    async def _sent(self, request: httpx.Request) -> bytes | None:
        await self._keep_pace()
        try:
            response = await self._http.send(
                request, auth=self._auth, stream=True, follow_redirects=False
            )
            try:
                body = await _read(response)
            finally:
                await response.aclose()
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise PermanentError("the sender's address is none; see the settings") from error
        except httpx.HTTPError as error:
            # Only the class: its words can repeat the address.
            raise TransientError(f"the sender gave no answer ({type(error).__name__})") from error
        return _judged(response, body)

    async def _keep_pace(self) -> None:
        """Wait for a moment of our own; a crowd of others before us is waited for by the job."""
        while too_early_s := self._pace.take(self._who, asyncio.get_running_loop().time()):
            if too_early_s > MAX_PAUSE_S:
                raise TransientError("at the sender's pace", retry_after_s=too_early_s)
            await asyncio.sleep(too_early_s)


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise PermanentError("the sender's answer is larger than 5 MiB")
    return bytes(body)


def _judged(response: httpx.Response, body: bytes) -> bytes | None:
    status = response.status_code
    if 200 <= status < 300:
        return body
    if status in (404, 410):
        return None
    if status in (401, 403):
        raise PermanentError(f"the sender refuses the connection's credentials ({status})")
    if status == 429 or status >= 500 or status in (408, 425):
        wait_s = _retry_after_s(response.headers)
        raise TransientError(f"the sender asks to come back ({status})", retry_after_s=wait_s)
    raise PermanentError(f"the sender refuses what it was asked ({status})")


def _retry_after_s(headers: Mapping[str, str]) -> float:
    """How long `Retry-After` asks to wait, in seconds or as a date (RFC 9110 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), MAX_RETRY_AFTER_S)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return DEFAULT_RETRY_AFTER_S
    at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((at - datetime.now(UTC)).total_seconds(), 1.0), MAX_RETRY_AFTER_S)
