"""The sandbox's other half: a little server that behaves like Change, faults on demand.

    POST /api/v1/donations                  200: made, each time, for it knows no idempotency
    GET  /api/v1/donations?external_id=     those under a key, newest first, 30 a page
    PUT  /api/v1/donations/{id}/status      what becomes of a donation later

Donations need `Authorization: Basic pk_test_…:sk_test_…`. No money is moved, and what it knows ends
with it.
"""

import binascii
import secrets
from base64 import b64decode
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from goodword.money import MAX_MINOR
from rewards_worker.providers.sandbox.faults import Faults
from rewards_worker.providers.sandbox.mischief import after, as_json, before, body_of, refusal

PAGE = 30
PATH = "/api/v1/donations"


@dataclass(slots=True)
class Donation:
    """A donation as it is shown."""

    id: str
    amount: int
    nonprofit_id: str
    external_id: str
    metadata: dict[str, Any]
    status: str = "pledged"
    live_mode: bool = False
    currency: str = "USD"


class Donations:
    """What is behind the routes; `made` has every donation, oldest first."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.made: list[Donation] = []

    @property
    def routes(self) -> list[Route]:
        return [
            Route(PATH, self.give, methods=["POST"]),
            Route(PATH, self.search),
            Route(f"{PATH}/{{id}}/status", self.decide, methods=["PUT"]),
        ]

    @property
    def shown(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self.made]

    async def give(self, request: Request) -> Response:
        if not _known(request):
            return refusal(401, "Authentication failed")
        wanted = _read(await body_of(request))
        if wanted is None:
            return refusal(422, "A donation has an amount in cents, a nonprofit and an external id")
        fault = self._faults.draw(wanted["external_id"])
        if fault and (answer := await before(fault, request)):
            return answer
        donation = Donation(id=f"d_{secrets.token_hex(12)}", **wanted)
        if fault and fault.fate:
            donation.status = fault.fate.status
        self.made.append(donation)
        if fault and (answer := await after(fault, request)):
            return answer
        return as_json(200, asdict(donation))

    async def search(self, request: Request) -> Response:
        if not _known(request):
            return refusal(401, "Authentication failed")
        key = request.query_params.get("external_id")
        found = [one for one in self.made if key in (None, one.external_id)]
        newest = [asdict(one) for one in reversed(found)]
        return as_json(200, {"page": 1, "donations": newest[:PAGE]})

    async def decide(self, request: Request) -> Response:
        for one in self.made:
            if one.id == request.path_params["id"]:
                one.status = str(orjson.loads(await body_of(request) or b"{}")["status"])
                return Response(status_code=204)
        return refusal(404, "Donation not found")


def _known(request: Request) -> bool:
    scheme, _, keys = request.headers.get("authorization", "").partition(" ")
    try:
        public, _, secret = b64decode(keys, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    ours = public.startswith("pk_test_") and secret.startswith("sk_test_")
    return scheme == "Basic" and ours


def _read(body: bytes | None) -> dict[str, Any] | None:
    """What is kept of a donation; None where it is none, or is paid with collected funds."""
    try:
        raw = orjson.loads(body or b"")
    except orjson.JSONDecodeError:
        return None
    if not isinstance(raw, dict) or raw.get("funds_collected") is not False:
        return None
    amount, metadata = raw.get("amount"), raw.get("metadata", {})
    texts = {name: raw.get(name) for name in ("nonprofit_id", "external_id")}
    fits = type(amount) is int and 0 < amount <= MAX_MINOR and isinstance(metadata, dict)
    if not fits or not all(isinstance(one, str) and one for one in texts.values()):
        return None
    return {"amount": amount, "metadata": metadata, **texts}
