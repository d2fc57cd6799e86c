"""Asking a WooCommerce shop for its orders (REST API v3, with a key over HTTPS)."""

from datetime import UTC, datetime, timedelta

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError

from goodword.errors import PermanentError, TransientError
from referral_api.domain.connections.wanted import Changed, Fetched, Wanted
from referral_api.ports import Asking
from referral_api.sources.calling import Caller
from referral_api.sources.woocommerce.orders import Gmt

PER_PAGE = 50
_WRITTEN = "%Y-%m-%dT%H:%M:%S"


class _Known(BaseModel):
    id: int
    date_modified_gmt: Gmt


_ORDERS = TypeAdapter(list[dict[str, object]])


class WooCommerceClient:
    """Orders by number, and those that were changed."""

    def __init__(self, asking: Asking) -> None:
        try:
            address = asking.settings["store_url"].rstrip("/")
            key = asking.credentials["consumer_key"], asking.credentials["consumer_secret"]
        except KeyError as error:
            raise PermanentError(f"the connection lacks its {error.args[0]}") from error
        self._orders = f"{address}/wp-json/wc/v3/orders"
        who = str(asking.connection_id)
        self._caller = Caller(asking.http, asking.pace, who=who, headers={}, auth=key)

    async def fetch(self, wanted: Wanted) -> Fetched | None:
        """An order as it is now."""
        body = await self._caller.get(f"{self._orders}/{int(wanted.id)}")
        return _fetched(orjson.loads(body)) if body else None

    async def changed(self, since: datetime, page: str | None) -> Changed:
        """Orders in the order of their changes. A page is named by the moment from which it reads,
        since an order that is changed meanwhile moves to the end of a list with numbers."""
        begin, _, number = (page or f"{since.astimezone(UTC):{_WRITTEN}}|1").partition("|")
        asked_at = datetime.now(UTC)
        rows = await self._list(begin, number)
        objects = tuple(_fetched(row) for row in rows)
        if len(rows) < PER_PAGE:
            return Changed(objects, until=asked_at)
        first, last = (_Known.model_validate(row).date_modified_gmt for row in (rows[0], rows[-1]))
        if first == last:
            return Changed(objects, until=since, next_page=f"{begin}|{int(number) + 1}")
        # Those of the same second may have been cut in two.
        again = last - timedelta(seconds=1)
        return Changed(objects, until=again, next_page=f"{again:{_WRITTEN}}|1")

    async def _list(self, begin: str, number: str) -> list[dict[str, object]]:
        query = {
            "modified_after": begin,
            "dates_are_gmt": "true",
            "orderby": "modified",
            "order": "asc",
            "per_page": str(PER_PAGE),
            "page": number,
        }
        body = await self._caller.get(self._orders, query)
        try:
            return _ORDERS.validate_json(body or b"[]")
        except ValidationError as error:
            raise TransientError("the shop's answer is no list of orders") from error


def _fetched(order: dict[str, object]) -> Fetched:
    try:
        known = _Known.model_validate(order)
    except ValidationError as error:
        raise TransientError("the shop's answer is no order") from error
    version = f"{known.date_modified_gmt:{_WRITTEN}}"
    return Fetched("order", str(known.id), version, orjson.dumps(order))
