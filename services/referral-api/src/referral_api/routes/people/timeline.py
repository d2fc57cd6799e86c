"""`GET /v1/people/{id}/timeline`: everything that happened with a person."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Row
from starlette.responses import Response

from goodword import ids
from goodword.ids import PersonId, TimelineEntryId
from referral_api.db.people.timeline import page_of_timeline
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import shown
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.people.look_up import known_person

router = APIRouter(tags=["people"])


class TimelineEntryObject(BaseModel):
    """One thing that happened. `about` is the id of what tells more: a sale, a referral, a reward,
    a consent, the person."""

    id: TimelineEntryId
    object: Literal["timeline_entry"] = "timeline_entry"
    type: str = Field(description="sale_closed, referral_won, consent_given, reward_issued, …")
    about: str
    data: dict[str, Any]
    created_at: datetime = Field(description="when it happened")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        data = {name: value for name, value in row.data.items() if value is not None}
        about = data.pop("subject", None) or ids.show(row.prefix, row.about)
        return cls.model_validate({**row._mapping, "about": about, "data": _as_ids(data)})


def _as_ids(data: dict[str, Any]) -> dict[str, Any]:
    prefixes = {"program_id": "prg", "merged_into": "per"}
    return {
        name: ids.show(prefixes[name], UUID(value)) if name in prefixes else value
        for name, value in data.items()
    }


@router.get("/v1/people/{person_id}/timeline", response_model=ListOf[TimelineEntryObject])
async def get_timeline(
    person_id: PersonId, caller: ReadCaller, listing: ListingDep, tools: ToolsDep
) -> Response:
    """Everything that happened with a person, newest first, and with whoever was merged into
    them."""
    page = listing.page(caller.business_id)
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_person(caller.business_id, person_id, session=session, standing=True)
        found = await page_of_timeline(session, (row.business_id, row.id), page)
    return shown(listing.answer(caller.business_id, found, TimelineEntryObject.of))
