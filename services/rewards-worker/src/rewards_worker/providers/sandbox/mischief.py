"""What the sandbox does on purpose: refuse, say nothing, and hang up."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from rewards_worker.providers.sandbox.faults import Fault, FaultKind

_BEFORE = {
    FaultKind.UNAUTHORIZED: (401, "Authentication failed"),
    FaultKind.ERROR_500: (500, "Something went wrong"),
    FaultKind.INSUFFICIENT_FUNDS: (402, "Not enough funds"),
    FaultKind.REJECT: (422, "Product not available"),
}
MAX_BODY_BYTES = 65_536

_CUT_BEFORE = (FaultKind.TIMEOUT, FaultKind.DROP_BEFORE)


async def before(fault: Fault, request: Request) -> Response | None:
    """The answer of a fault that makes no order, if this is one."""
    if fault.kind is FaultKind.TIMEOUT:
        await _silence(fault, request)
    if fault.kind in _CUT_BEFORE:
        return _CutOff()
    if fault.kind is FaultKind.RATE_LIMITED:
        # Singular, unlike all its other errors: so does the original.
        answer = as_json(429, {"error": {"message": "Rate limit exceeded"}})
        answer.headers.update(_pause(fault))
        return answer
    if fault.kind in _BEFORE:
        return refusal(*_BEFORE[fault.kind])
    return None


def _pause(fault: Fault) -> dict[str, str]:
    """`Retry-After` as seconds or as a date, or not at all."""
    if fault.retry_after == "none":
        return {}
    if fault.retry_after == "date":
        at = datetime.now(UTC) + timedelta(seconds=fault.seconds)
        return {"retry-after": format_datetime(at, usegmt=True)}
    return {"retry-after": f"{fault.seconds:.0f}"}


async def after(fault: Fault, request: Request) -> Response | None:
    """The answer of a fault that hides an order which was made, if this is one."""
    if fault.kind is FaultKind.DELAY:
        await _silence(fault, request)
    if fault.kind is FaultKind.DROP_AFTER:
        return _CutOff()
    if fault.kind is FaultKind.ERROR_500_AFTER:
        return refusal(500, "Something went wrong")
    return None


async def _silence(fault: Fault, request: Request) -> None:
    """Say nothing for as long as the fault says, or until the caller has hung up."""
    try:
        async with asyncio.timeout(fault.seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


class _CutOff(Response):
    """The connection breaks in the middle of the answer: a head that promises more than comes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": head})


async def body_of(request: Request) -> bytes | None:
    """The body, or None where it is larger than any order."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def as_json(status: int, content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def refusal(status: int, message: str) -> Response:
    return as_json(status, {"errors": {"message": message}})
