"""The door of the app, around everything else: names each request, bounds its body, and answers
whatever error comes this far.

Plain ASGI, since BaseHTTPMiddleware puts queues between a request and its answer. The body is read
here as a whole, so that its size and the time it takes are bounded before anything is decided. What
happens then is bounded by the database's time-outs and never cut off: an answer other than 2xx must
mean that nothing happened.
"""

import asyncio

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from goodword import ids
from referral_api.routes import problems

MAX_BODY_BYTES = 1 << 20
MAX_WEBHOOK_BYTES = 5 << 20
WEBHOOKS = "/webhooks/"
BODY_TIMEOUT_S = 30.0


class _RefusedError(Exception):
    """The body is not let in; carries the status."""

    def __init__(self, status: int) -> None:
        self.status = status


class Door:
    """An ASGI app around `app`. `public_url` is where the docs of errors are."""

    def __init__(
        self, app: ASGIApp, public_url: str, *, body_timeout_s: float = BODY_TIMEOUT_S
    ) -> None:
        self._app = app
        self._public_url = public_url
        self._body_timeout_s = body_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = ids.show("req", ids.new())
        scope.setdefault("state", {}).update(request_id=request_id, public_url=self._public_url)
        answering = _Answering(send, request_id)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._answer(scope, receive, answering)

    async def _answer(self, scope: Scope, receive: Receive, send: "_Answering") -> None:
        answer: Response
        try:
            body = await self._body(scope, receive)
            if body is None:
                return
            await self._app(scope, _replay(body, receive), send)
            return
        except _RefusedError as refused:
            answer = problems.at_the_door(scope, refused.status)
            # What is left of the body would be read as the next request.
            answer.headers["Connection"] = "close"
        except Exception as error:
            answer = problems.crashed(scope, error)
            if send.begun:
                return
        await answer(scope, receive, send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body; None where the caller went away."""
        limit = MAX_WEBHOOK_BYTES if scope["path"].startswith(WEBHOOKS) else MAX_BODY_BYTES
        told = Headers(scope=scope).get("content-length", "0")
        if told.isdecimal() and int(told) > limit:
            raise _RefusedError(413)
        try:
            async with asyncio.timeout(self._body_timeout_s):
                return await _read(receive, limit)
        except TimeoutError:
            raise _RefusedError(408) from None


async def _read(receive: Receive, limit: int) -> bytes | None:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > limit:
            raise _RefusedError(413)
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once, then whatever else comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class _Answering:
    """Sends the answer, with the request's name on it."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            headers["Request-Id"] = self._request_id
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Cache-Control", "no-store")
        await self._send(message)
