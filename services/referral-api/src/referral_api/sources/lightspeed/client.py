"""Asking Lightspeed for the sales that were changed: it does not promise that a webhook arrives.

Its API 1.0 gives a sale in the form that webhooks have, with its customer.
"""

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import orjson
from pydantic import BaseModel, ValidationError

from goodword.errors import PermanentError, TransientError
from referral_api.domain.connections.wanted import Changed, Fetched, Wanted
from referral_api.ports import Asking
from referral_api.sources.calling import Caller
from referral_api.sources.lightspeed.payload import Time
from referral_api.sources.reading import Id

PER_PAGE: Final = 200
_WRITTEN = "%Y-%m-%d %H:%M:%S"


class _Pagination(BaseModel):
    pages: int = 1


class _Answer(BaseModel):
    register_sales: list[dict[str, Any]]
    # Absent where all of it is on one page.
    pagination: _Pagination = _Pagination()


class _Known(BaseModel):
    id: Id
    updated_at: Time


class LightspeedClient:
    """Sales by id, and those that were changed."""

    def __init__(self, asking: Asking, address: str | None = None) -> None:
        try:
            shop = asking.settings["domain_prefix"]
            token = asking.credentials["access_token"]
        except KeyError as error:
            raise PermanentError(f"the connection lacks its {error.args[0]}") from error
        self._sales = f"{address or f'https://{shop}.retail.lightspeed.app'}/api/register_sales"
        self._caller = Caller(
            asking.http,
            asking.pace,
            who=str(asking.connection_id),
            headers={"authorization": f"Bearer {token}"},
        )

    async def fetch(self, wanted: Wanted) -> Fetched | None:
        """A sale as it is now."""
        body = await self._caller.get(f"{self._sales}/{quote(wanted.id, safe='')}")
        found = _read(body).register_sales if body else []
        return _fetched(found[0]) if found else None

    async def changed(self, since: datetime, page: str | None) -> Changed:
        """Sales in the order in which Lightspeed gives them, which it does not tell: only with the
        last page all is known that was changed until the first one was asked for."""
        number, _, began = (page or f"1|{datetime.now(UTC).isoformat()}").partition("|")
        query = {
            "since": f"{since.astimezone(UTC):{_WRITTEN}}",
            "page_size": str(PER_PAGE),
            "page": number,
        }
        body = await self._caller.get(self._sales, query)
        answer = _read(body or b'{"register_sales": []}')
        objects = tuple(map(_fetched, answer.register_sales))
        if objects and int(number) < answer.pagination.pages:
            return Changed(objects, until=since, next_page=f"{int(number) + 1}|{began}")
        return Changed(objects, until=datetime.fromisoformat(began))


def _read(body: bytes) -> _Answer:
    try:
        return _Answer.model_validate_json(body)
    except ValidationError as error:
        raise TransientError("the shop's answer is no list of sales") from error


def _fetched(sale: dict[str, Any]) -> Fetched:
    try:
        known = _Known.model_validate(sale)
    except ValidationError as error:
        raise TransientError("the shop's answer is no sale") from error
    version = f"{known.updated_at:%Y-%m-%dT%H:%M:%S.%f}"
    # Amounts come as floats, and are written again in the same shortest digits.
    return Fetched("sale", known.id, version, orjson.dumps(sale))
