"""The sandbox itself: a real little HTTP server that behaves like Tremendous, faults on demand.

    POST /orders                  200 made, 201 known with the same payload, 409 with another one
    GET  /orders/{external_id}    also GET /orders?external_id=
    GET  /gifts/{token}           where a gift's link leads
    GET  /books                   every order ever made, to see that nobody was paid twice
    POST /faults, DELETE /faults  what is to go wrong next (faults.py)

Orders need `Authorization: Bearer TEST_…`; the last three routes need none, so it belongs on the
loopback interface. No money is moved.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from rewards_worker.providers.sandbox.books import Books, Entry, Taken, fingerprint_of
from rewards_worker.providers.sandbox.faults import Fault, FaultKind, Faults
from rewards_worker.providers.sandbox.orders import (
    InvalidOrderError,
    external_id_of,
    fields_of,
    read_order,
    show_order,
)

MAX_BODY_BYTES = 65_536

TOKEN_PREFIX = "TEST_"  # noqa: S105  # no secret: it keeps live tokens away from here

_BEFORE = {
    FaultKind.ERROR_500: (500, "Something went wrong"),
    FaultKind.INSUFFICIENT_FUNDS: (402, "Not enough funds"),
    FaultKind.REJECT: (422, "Product not available"),
}
_CUT_BEFORE = (FaultKind.TIMEOUT, FaultKind.DROP_BEFORE)


def create_app(state_file: Path | None = None) -> Starlette:
    """The server, its books in `state_file`, which one server at a time may have open."""
    books, faults = Books(state_file), Faults()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await books.open()
        yield
        await books.close()

    desk = _Desk(books, faults)
    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/orders", desk.order, methods=["POST"]),
            Route("/orders", desk.search),
            Route("/orders/{external_id}", desk.show),
            Route("/gifts/{token}", desk.gift),
            Route("/books", desk.audit),
            Route("/faults", desk.break_something, methods=["POST"]),
            Route("/faults", desk.mend, methods=["DELETE"]),
        ],
    )


class _Desk:
    """What is behind the routes."""

    def __init__(self, books: Books, faults: Faults) -> None:
        self._books = books
        self._faults = faults

    async def order(self, request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _error(413, "The order is too large")
        if not _known(request):
            return _error(401, "Authentication failed")
        try:
            order = read_order(body)
            external_id = external_id_of(order)
            fault = self._faults.draw(external_id)
            if fault and (answer := await _before(fault, request)):
                return answer
            fields = fields_of(order)
        except InvalidOrderError as error:
            return _error(422, str(error))
        taken, entry = await self._books.take(external_id, fields, fingerprint_of(order))
        if fault and (answer := await _after(fault, request)):
            return answer
        return _taken(request, taken, entry, fault)

    async def show(self, request: Request) -> Response:
        if not _known(request):
            return _error(401, "Authentication failed")
        entry = self._books.find(request.path_params["external_id"])
        if entry is None:
            return _error(404, "Order not found")
        return _json(200, {"order": show_order(entry, _base_url(request))})

    async def search(self, request: Request) -> Response:
        if not _known(request):
            return _error(401, "Authentication failed")
        entry = self._books.find(request.query_params.get("external_id", ""))
        orders = [show_order(entry, _base_url(request))] if entry else []
        return _json(200, {"orders": orders, "total_count": len(orders)})

    async def gift(self, request: Request) -> Response:
        entry = self._books.find_token(request.path_params["token"])
        if entry is None:
            return PlainTextResponse("There is no such gift.\n", 404)
        worth = f"{entry.denomination} {entry.currency_code}"
        return PlainTextResponse(f"A gift of {worth}, from the sandbox. It is not real.\n")

    async def audit(self, request: Request) -> Response:
        base_url = _base_url(request)
        return _json(200, {"orders": [show_order(one, base_url) for one in self._books.entries]})

    async def break_something(self, request: Request) -> Response:
        try:
            fault = Fault.model_validate_json(await _body(request) or b"")
        except ValidationError as error:
            return _error(422, str(error))
        if not self._faults.add(fault):
            return _error(409, "Too many faults; DELETE /faults first")
        return _json(201, fault.model_dump(mode="json"))

    async def mend(self, request: Request) -> Response:
        self._faults.clear()
        return Response(status_code=204)


def _taken(request: Request, taken: Taken, entry: Entry, fault: Fault | None) -> Response:
    if taken is Taken.CONFLICT:
        return _error(409, "This external_id belongs to an order with another payload")
    older = fault is not None and fault.kind is FaultKind.DUPLICATE_ANSWER
    status = 201 if older or taken is Taken.KNOWN else 200
    return _json(status, {"order": show_order(entry, _base_url(request), older=older)})


async def _before(fault: Fault, request: Request) -> Response | None:
    """The answer of a fault that makes no order, if this is one."""
    if fault.kind is FaultKind.TIMEOUT:
        await _silence(fault, request)
    if fault.kind in _CUT_BEFORE:
        return _CutOff()
    if fault.kind is FaultKind.RATE_LIMITED:
        # Singular, unlike all its other errors: so does the original.
        answer = _json(429, {"error": {"message": "Rate limit exceeded"}})
        answer.headers["retry-after"] = f"{fault.seconds:.0f}"
        return answer
    if fault.kind in _BEFORE:
        return _error(*_BEFORE[fault.kind])
    return None


async def _after(fault: Fault, request: Request) -> Response | None:
    """The answer of a fault that hides an order which was made, if this is one."""
    if fault.kind is FaultKind.DELAY:
        await _silence(fault, request)
    if fault.kind is FaultKind.DROP_AFTER:
        return _CutOff()
    if fault.kind is FaultKind.ERROR_500_AFTER:
        return _error(500, "Something went wrong")
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


async def _body(request: Request) -> bytes | None:
    """The body, or None where it is larger than any order."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _known(request: Request) -> bool:
    return request.headers.get("authorization", "").startswith(f"Bearer {TOKEN_PREFIX}")


def _base_url(request: Request) -> str:
    """Where we are, also where we are mounted below another app's address."""
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"


def _json(status: int, content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def _error(status: int, message: str) -> Response:
    return _json(status, {"errors": {"message": message}})
