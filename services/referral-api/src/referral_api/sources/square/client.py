"""Asking Square for a payment or a refund, with the order and the customer that it only names."""

from typing import Any, Final
from urllib.parse import quote

import orjson

from goodword.errors import PermanentError, TransientError
from referral_api.domain.connections.wanted import Fetched, Wanted
from referral_api.ports import Asking
from referral_api.sources.calling import Caller
from referral_api.sources.square.events import PAYMENT, REFUND
from referral_api.sources.square.payments import SANDBOX

PRODUCTION: Final = "https://connect.squareup.com"
TRIAL: Final = "https://connect.squareupsandbox.com"

_Found = dict[str, Any]


class SquareClient:
    """Payments and refunds by id, each in one body with what belongs to it."""

    def __init__(self, asking: Asking, address: str | None = None) -> None:
        token = asking.credentials.get("access_token")
        if not token:
            raise PermanentError("the connection lacks its access_token")
        sandbox = asking.settings.get("environment") == SANDBOX
        self._address = address or (TRIAL if sandbox else PRODUCTION)
        self._caller = Caller(
            asking.http,
            asking.pace,
            who=str(asking.connection_id),
            headers={"authorization": f"Bearer {token}"},
        )

    async def fetch(self, wanted: Wanted) -> Fetched | None:
        """The object as it is now; what it names and Square no longer knows is left out."""
        found = await self._get(wanted.kind, wanted.id)
        if found is None:
            return None
        whole: dict[str, _Found | None] = {wanted.kind: found}
        if wanted.kind == REFUND:
            whole[PAYMENT] = await self._named(PAYMENT, found.get("payment_id"))
        payment = whole[PAYMENT] or {}
        order = whole["order"] = await self._named("order", payment.get("order_id"))
        if wanted.kind == PAYMENT:
            buyer = payment.get("customer_id") or (order or {}).get("customer_id")
            whole["customer"] = await self._named("customer", buyer)
        version = f"{found.get('updated_at')}/{(order or {}).get('version', 0)}"
        return Fetched(wanted.kind, wanted.id, version, orjson.dumps(whole))

    async def _named(self, kind: str, id_: object) -> _Found | None:
        return await self._get(kind, id_) if isinstance(id_, str) and id_ else None

    async def _get(self, kind: str, id_: str) -> _Found | None:
        body = await self._caller.get(f"{self._address}/v2/{kind}s/{quote(id_, safe='')}")
        if body is None:
            return None
        try:
            found = orjson.loads(body)[kind]
        except (ValueError, KeyError, TypeError) as error:
            raise TransientError(f"Square's answer is no {kind}") from error
        if not isinstance(found, dict):
            raise TransientError(f"Square's answer is no {kind}")
        return found
