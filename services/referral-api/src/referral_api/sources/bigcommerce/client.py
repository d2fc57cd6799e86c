"""Asking BigCommerce for an order and what belongs to it: its lines and coupons (API v2), and its
refunds (v3)."""

import hashlib
from typing import Any, Final

import orjson
from pydantic import BaseModel, TypeAdapter

from goodword.errors import PermanentError, TransientError
from referral_api.domain.connections.wanted import Fetched, Wanted
from referral_api.ports import Asking
from referral_api.sources.bigcommerce.payload import Moment
from referral_api.sources.calling import Caller

API: Final = "https://api.bigcommerce.com"
PER_PAGE = 250
"""The most that one page has; an order with more lines than that loses the rest of their names."""

_LIST = TypeAdapter(list[dict[str, Any]])


class _Known(BaseModel):
    date_modified: Moment


class _Page(BaseModel):
    data: list[dict[str, Any]]


class BigCommerceClient:
    """Orders by number."""

    def __init__(self, asking: Asking, api: str = API) -> None:
        try:
            store = asking.settings["store_hash"]
            token = asking.credentials["access_token"]
        except KeyError as error:
            raise PermanentError(f"the connection lacks its {error.args[0]}") from error
        self._store = f"{api}/stores/{store}"
        self._caller = Caller(
            asking.http,
            asking.pace,
            who=str(asking.connection_id),
            headers={"X-Auth-Token": token, "Accept": "application/json"},
        )

    async def fetch(self, wanted: Wanted) -> Fetched | None:
        """An order as it is now, whole."""
        order = f"orders/{int(wanted.id)}"
        body = await self._caller.get(f"{self._store}/v2/{order}")
        if body is None:
            return None
        lines = await self._caller.get(f"{self._store}/v2/{order}/products", _page())
        coupons = await self._caller.get(f"{self._store}/v2/{order}/coupons", _page())
        refunds = await self._caller.get(f"{self._store}/v3/{order}/payment_actions/refunds")
        try:
            changed_at = _Known.model_validate_json(body).date_modified
            whole = {
                "order": orjson.loads(body),
                # Of nothing it answers 204, without a body.
                "products": _LIST.validate_json(lines or b"[]"),
                "coupons": _LIST.validate_json(coupons or b"[]"),
                "refunds": _Page.model_validate_json(refunds or b'{"data":[]}').data,
            }
            said = orjson.dumps(whole)
        except (ValueError, TypeError) as error:
            raise TransientError("the store's answer is no order") from error
        # A refund or a coupon need not change the order itself.
        version = f"{changed_at:%Y-%m-%dT%H:%M:%S}:{hashlib.sha256(said).hexdigest()[:16]}"
        return Fetched(wanted.kind, wanted.id, version, said)


def _page() -> dict[str, str]:
    return {"limit": str(PER_PAGE)}
