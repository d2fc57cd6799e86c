"""The sandbox itself: a real little HTTP server that behaves like Tremendous, faults on demand, and
for donations like Change (donations.py).

    POST /orders                  200 made, 201 known with the same payload, 409 with another one
    GET  /orders/{external_id}    also GET /orders?external_id=
    GET  /gifts/{token}           where a gift's link leads
    GET  /books                   every order and donation made, to see that nobody was paid twice
    POST /rewards/{id}/generate_link
    POST /rewards/{id}/resend
    POST /faults, DELETE /faults  what is to go wrong next (faults.py)
    PUT  /orders/{external_id}/fate  what becomes of an order later

Orders need `Authorization: Bearer TEST_…`; routes that are only ours need none, so it belongs on
the loopback interface. No money is moved.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rewards_worker.providers.sandbox.books import Books, Entry, Taken, fingerprint_of
from rewards_worker.providers.sandbox.donations import Donations
from rewards_worker.providers.sandbox.faults import Fate, Fault, FaultKind, Faults
from rewards_worker.providers.sandbox.mischief import after, as_json, before, body_of, refusal
from rewards_worker.providers.sandbox.orders import (
    EXECUTED,
    InvalidOrderError,
    external_id_of,
    fields_of,
    link_of,
    read_order,
    show_order,
)

TOKEN_PREFIX = "TEST_"  # noqa: S105  # no secret: it keeps live tokens away from here


def create_app(state_file: Path | None = None, faults: Faults | None = None) -> Starlette:
    """The server, its books in `state_file`, which one server at a time may have open; `faults`
    are those to begin with."""
    books, faults = Books(state_file), faults or Faults()
    donations = Donations(faults)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await books.open()
        yield
        await books.close()

    desk = _Desk(books, faults, donations)
    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/orders", desk.order, methods=["POST"]),
            Route("/orders", desk.search),
            Route("/orders/{external_id}", desk.show),
            Route("/orders/{external_id}/fate", desk.decide, methods=["PUT"]),
            Route("/rewards/{reward_id}/generate_link", desk.link, methods=["POST"]),
            Route("/rewards/{reward_id}/resend", desk.resend, methods=["POST"]),
            Route("/gifts/{token}", desk.gift),
            Route("/books", desk.audit),
            Route("/faults", desk.break_something, methods=["POST"]),
            Route("/faults", desk.mend, methods=["DELETE"]),
            *donations.routes,
        ],
    )


class _Desk:
    """What is behind the routes."""

    def __init__(self, books: Books, faults: Faults, donations: Donations) -> None:
        self._books = books
        self._faults = faults
        self._donations = donations
        self._fates: dict[str, Fate] = {}
        self._resends = 0

    async def order(self, request: Request) -> Response:
        body = await body_of(request)
        if body is None:
            return refusal(413, "The order is too large")
        if not _known(request):
            return refusal(401, "Authentication failed")
        try:
            order = read_order(body)
            external_id = external_id_of(order)
            fault = self._faults.draw(external_id)
            if fault and (answer := await before(fault, request)):
                return answer
            fields = fields_of(order)
        except InvalidOrderError as error:
            return refusal(422, str(error))
        taken, entry = await self._books.take(external_id, fields, fingerprint_of(order))
        if fault and (answer := await after(fault, request)):
            return answer
        if fault and fault.fate:
            self._fates[external_id] = fault.fate
        return self._taken(request, taken, entry, fault)

    def _taken(self, request: Request, taken: Taken, entry: Entry, fault: Fault | None) -> Response:
        if taken is Taken.CONFLICT:
            return refusal(409, "This external_id belongs to an order with another payload")
        older = fault is not None and fault.kind is FaultKind.DUPLICATE_ANSWER
        status = 201 if older or taken is Taken.KNOWN else 200
        return as_json(status, {"order": self._shown(entry, request, older=older)})

    def _shown(self, entry: Entry, request: Request, *, older: bool = False) -> dict[str, Any]:
        fate = self._fates.get(entry.external_id, EXECUTED)
        return show_order(entry, _base_url(request), fate, older=older)

    async def show(self, request: Request) -> Response:
        if not _known(request):
            return refusal(401, "Authentication failed")
        entry = self._books.find(request.path_params["external_id"])
        if entry is None:
            return refusal(404, "Order not found")
        return as_json(200, {"order": self._shown(entry, request)})

    async def search(self, request: Request) -> Response:
        if not _known(request):
            return refusal(401, "Authentication failed")
        entry = self._books.find(request.query_params.get("external_id", ""))
        orders = [self._shown(entry, request)] if entry else []
        return as_json(200, {"orders": orders, "total_count": len(orders)})

    async def gift(self, request: Request) -> Response:
        entry = self._books.find_token(request.path_params["token"])
        if entry is None:
            return PlainTextResponse("There is no such gift.\n", 404)
        worth = f"{entry.denomination} {entry.currency_code}"
        return PlainTextResponse(f"A gift of {worth}, from the sandbox. It is not real.\n")

    async def audit(self, request: Request) -> Response:
        orders = [self._shown(one, request) for one in self._books.entries]
        told = {"orders": orders, "resends": self._resends, "donations": self._donations.shown}
        return as_json(200, told)

    async def link(self, request: Request) -> Response:
        if not _known(request):
            return refusal(401, "Authentication failed")
        wanted = request.path_params["reward_id"]
        for entry in self._books.entries:
            if entry.reward_id == wanted:
                link = link_of(entry, _base_url(request))
                return as_json(200, {"reward": {"id": wanted, "link": link}})
        return refusal(404, "Reward not found")

    async def resend(self, request: Request) -> Response:
        if not _known(request):
            return refusal(401, "Authentication failed")
        for entry in self._books.entries:
            if entry.reward_id == request.path_params["reward_id"]:
                fate = self._fates.get(entry.external_id, EXECUTED)
                if fate.delivery != "FAILED":
                    return refusal(422, "Only a reward whose delivery failed is sent again")
                self._resends += 1
                sent = fate.model_copy(update={"delivery": fate.resent})
                self._fates[entry.external_id] = sent
                return as_json(200, {"reward": {"id": entry.reward_id}})
        return refusal(404, "Reward not found")

    async def decide(self, request: Request) -> Response:
        try:
            fate = Fate.model_validate_json(await body_of(request) or b"")
        except ValidationError as error:
            return refusal(422, str(error))
        self._fates[request.path_params["external_id"]] = fate
        return Response(status_code=204)

    async def break_something(self, request: Request) -> Response:
        try:
            fault = Fault.model_validate_json(await body_of(request) or b"")
        except ValidationError as error:
            return refusal(422, str(error))
        if not self._faults.add(fault):
            return refusal(409, "Too many faults; DELETE /faults first")
        return as_json(201, fault.model_dump(mode="json"))

    async def mend(self, request: Request) -> Response:
        self._faults.clear()
        return Response(status_code=204)


def _known(request: Request) -> bool:
    return request.headers.get("authorization", "").startswith(f"Bearer {TOKEN_PREFIX}")


def _base_url(request: Request) -> str:
    """Where we are, also where we are mounted below another app's address."""
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"
