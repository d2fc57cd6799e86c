"""Asking Pipedrive for deals and their persons (API v2, with a user's token)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from goodword.errors import PermanentError, TransientError
from referral_api.domain.connections.wanted import Changed, Fetched, Wanted
from referral_api.ports import Asking
from referral_api.sources.calling import Caller
from referral_api.sources.pipedrive.deals import WON, DealId
from referral_api.sources.reading import Moment

ADDRESS = "https://api.pipedrive.com"
PER_PAGE = 100
"""As many persons can be asked for at once."""

_WRITTEN = "%Y-%m-%dT%H:%M:%SZ"
_MORE = {"include_fields": "first_won_time"}


class _Known(BaseModel):
    id: DealId
    status: str
    update_time: Moment
    first_won_time: str | None = None
    person_id: int | None = None

    @property
    def was_won(self) -> bool:
        return self.status == WON or bool(self.first_won_time)


class _More(BaseModel):
    next_cursor: str | None = None


class _Page(BaseModel):
    data: list[dict[str, Any]] | None = None
    additional_data: _More | None = None


class _One(BaseModel):
    data: dict[str, Any]


_DEALS = TypeAdapter(list[_Known])


class PipedriveClient:
    """Deals by number, and those that were changed, each with its person."""

    def __init__(self, asking: Asking, address: str = ADDRESS) -> None:
        try:
            token = asking.credentials["api_token"]
        except KeyError as error:
            raise PermanentError(f"the connection lacks its {error.args[0]}") from error
        self._api = f"{address}/api/v2"
        who, headers = str(asking.connection_id), {"x-api-token": token}
        self._caller = Caller(asking.http, asking.pace, who=who, headers=headers)

    async def fetch(self, wanted: Wanted) -> Fetched | None:
        """A deal as it is now, with its person."""
        body = await self._caller.get(f"{self._api}/deals/{int(wanted.id)}", _MORE)
        if body is None:
            return None
        try:
            row = _One.model_validate(_read(body)).data
        except ValidationError as error:
            raise TransientError("Pipedrive's answer is no deal") from error
        (fetched,) = await self._with_persons([row])
        return fetched

    async def changed(self, since: datetime, page: str | None) -> Changed:
        """Deals that are or were won, in the order of their changes; a page is named by its
        cursor."""
        query = _MORE | {
            "updated_since": f"{since.astimezone(UTC):{_WRITTEN}}",
            "sort_by": "update_time",
            "sort_direction": "asc",
            "limit": str(PER_PAGE),
        }
        asked_at = datetime.now(UTC)
        found = await self._list("deals", query | ({"cursor": page} if page else {}))
        rows, more = found.data or [], found.additional_data or _More()
        deals = _known(rows)
        kept = [row for row, deal in zip(rows, deals, strict=True) if deal.was_won]
        objects = await self._with_persons(kept) if kept else ()
        if not more.next_cursor:
            return Changed(objects, until=asked_at)
        until = deals[-1].update_time if deals else since
        return Changed(objects, until=until, next_page=more.next_cursor)

    async def _with_persons(self, rows: Sequence[dict[str, Any]]) -> tuple[Fetched, ...]:
        deals = _known(rows)
        ids = sorted({each.person_id for each in deals if each.person_id})
        persons: dict[Any, dict[str, Any]] = {}
        if ids:
            query = {"ids": ",".join(map(str, ids)), "limit": str(PER_PAGE)}
            found = await self._list("persons", query)
            persons = {each.get("id"): each for each in found.data or []}
        return tuple(
            _fetched(row, deal, persons.get(deal.person_id))
            for row, deal in zip(rows, deals, strict=True)
        )

    async def _list(self, what: str, query: dict[str, str]) -> _Page:
        body = await self._caller.get(f"{self._api}/{what}", query)
        try:
            return _Page.model_validate(_read(body or b"{}"))
        except ValidationError as error:
            raise TransientError(f"Pipedrive's answer is no list of {what}") from error


def _known(rows: Sequence[dict[str, Any]]) -> list[_Known]:
    try:
        return _DEALS.validate_python(rows)
    except ValidationError as error:
        raise TransientError("Pipedrive's answer is no deal") from error


def _fetched(row: dict[str, Any], deal: _Known, person: dict[str, Any] | None) -> Fetched:
    version = f"{deal.update_time.astimezone(UTC):{_WRITTEN}}"
    body = json.dumps({"deal": row, "person": person}).encode()
    return Fetched("deal", str(deal.id), version, body)


def _read(body: bytes) -> Any:
    # As text a fraction stays exact on its way; it is read as a number later.
    try:
        return json.loads(body, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise TransientError("Pipedrive's answer is not JSON") from error
