"""What every request leaves behind: a span, a measurement, and a line in the log."""

import logging
import time

import structlog
from opentelemetry.trace import Span, SpanKind
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from goodword.observability.tracing import span
from goodword.observability.watch import Watch

UNKNOWN = "unknown"
"""The route of a request that matched none: its path is the caller's to choose, and endless."""

log = structlog.get_logger()
_root = logging.getLogger()


class Observed:
    """An ASGI app, watched. A caller's `traceparent` is continued."""

    def __init__(self, app: ASGIApp, watch: Watch) -> None:
        self._app = app
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if self._watch.is_leaving:  # a caller that kept it would meet a closed one later
                    MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        started = time.perf_counter()
        traceparent = Headers(scope=scope).get("traceparent")
        with span(scope["method"], traceparent, kind=SpanKind.SERVER) as current:
            try:
                await self._app(scope, receive, noting)
            finally:
                self._note(scope, status, time.perf_counter() - started, current)

    def _note(self, scope: Scope, status: int, seconds: float, current: Span) -> None:
        method, route = scope["method"], _route(scope)
        self._watch.metrics.http_duration.labels(method, route, str(status)).observe(seconds)
        current.update_name(f"{method} {route}")
        current.set_attribute("http.response.status_code", status)
        # The path may hold a token, so only the route is told. Asked first: a line that is not
        # written costs half as much as one that is.
        if _root.isEnabledFor(logging.DEBUG):
            seconds = round(seconds, 4)
            log.debug("answered", method=method, route=route, status=status, seconds=seconds)


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", UNKNOWN))
