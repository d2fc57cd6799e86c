"""`/v1/audit`: who did what, over the API and at the command line, newest first, for two years."""

from datetime import datetime
from typing import Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import Row
from starlette.responses import Response

from goodword.ids import DeedId
from referral_api.db.businesses.audit import list_deeds
from referral_api.domain.forms import Line
from referral_api.routes.auth import AdminCaller
from referral_api.routes.conventions.answers import shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.tools import ToolsDep

router = APIRouter(tags=["audit"])


class DeedObject(BaseModel):
    """A write that was done. `actor` is the id of the API key, `action` the method and route,
    `about` the id of what was written; what was written in it is not kept here. Of a command
    `actor` is `cli:` and the system's name of whoever gave it, and `action` the command; what the
    platform did is by `operator`."""

    id: DeedId
    object: Literal["deed"] = "deed"
    actor: str
    action: str
    about: str | None
    status: int | None
    request_id: str | None
    created_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(dict(row._mapping))


@router.get("/v1/audit", response_model=ListOf[DeedObject])
async def get_audit(
    caller: AdminCaller,
    listing: ListingDep,
    tools: ToolsDep,
    actor: Line | None = None,
    action: Line | None = None,
    about: Line | None = None,
) -> Response:
    """What was done: by one `actor`, by one `action`, `about` one thing, or all."""
    filters = given(actor=actor, action=action, about=about)
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_deeds(session, caller.business_id, filters, page)
    return shown(listing.answer(caller.business_id, found, DeedObject.of))
