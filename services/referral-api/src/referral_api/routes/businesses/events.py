"""`/v1/events`: what happened in this business, newest first, for 30 days."""

from datetime import datetime
from typing import Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import Row
from starlette.responses import Response

from goodword.errors import Kind, RejectedError
from goodword.ids import EventId
from referral_api.db.projections.event_feed import event_of, list_events
from referral_api.domain.forms import Line
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.tools import ToolsDep

router = APIRouter(tags=["events"])


class EventObject(BaseModel):
    """A fact. `subject` is the id of what it is about, `seq` its place among the facts of its key;
    `source` is the service that owns it."""

    id: EventId
    object: Literal["event"] = "event"
    type: str
    subject: str
    seq: int
    source: str
    created_at: datetime
    data: dict[str, Any]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(dict(row._mapping))


@router.get("/v1/events", response_model=ListOf[EventObject])
async def get_events(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    type: Line | None = None,
    subject: Line | None = None,
) -> Response:
    """Facts of one `type` (such as `sale_closed`), of one `subject`, or all."""
    filters = given(type=type, subject=subject)
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_events(session, caller.business_id, filters, page)
    return shown(listing.answer(caller.business_id, found, EventObject.of))


@router.get("/v1/events/{event_id}", response_model=EventObject)
async def get_event(event_id: EventId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One fact."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await event_of(session, caller.business_id, event_id)
    if row is None:
        raise RejectedError("not_found", "There is no such event.", kind=Kind.NOT_FOUND)
    return shown(EventObject.of(row))
