"""Bounds on what comes around the body of a request: the line, the headers, and what a chunked body
has between its chunks and behind them. uvicorn keeps all of it, however much there is, and waits
for it as long as it takes.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_BYTES = 64 << 10
"""Of one request, its body not counted."""

TIMEOUT_S = 20.0
"""How long a head may take, from the first byte; and how long a new connection may be silent."""


class BoundedHeads(HttpToolsProtocol):
    """One connection that speaks HTTP/1.1; it is closed where the bounds are passed."""

    head_timeout_s = TIMEOUT_S

    def __init__(self, *of: Any, **uvicorn: Any) -> None:
        super().__init__(*of, **uvicorn)
        self._around = 0
        self._in_body = False
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._in_body:  # an empty line begins no request, and ends uvicorn's own patience
            self._await_head()
        self._around += len(data)
        super().data_received(data)
        if self._around > MAX_BYTES and not self.transport.is_closing():
            self._refuse()

    def on_message_begin(self) -> None:
        self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head_is_here()
        self._in_body = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._around -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._around = 0
        self._in_body = False
        super().on_message_complete()

    def _await_head(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.head_timeout_s, self._give_up)

    def _head_is_here(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self.transport.close()

    def _refuse(self) -> None:
        if self._in_body:  # whoever reads the body is told that the caller is gone
            self.transport.close()
        else:
            self.send_400_response("The head of the request is too large.")
