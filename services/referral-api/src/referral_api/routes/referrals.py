"""`/v1/referrals`: who referred whom, and how far it came."""

from datetime import datetime
from typing import Any, Literal, Self

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlalchemy import Row
from starlette.responses import Response

from goodword.errors import Kind, RejectedError
from goodword.events.referrals import ReferralChannel, ReferralClass
from goodword.ids import PersonId, ProgramId, ReferralId, SaleId
from referral_api.db.referrals import list_referrals, referral_of
from referral_api.domain.referrals.referral import ReferralStatus
from referral_api.routes.answers import shown
from referral_api.routes.auth import ReadCaller
from referral_api.routes.filters import given
from referral_api.routes.lists import ListingDep
from referral_api.routes.objects import ListOf, Object
from referral_api.routes.tools import ToolsDep

router = APIRouter(tags=["referrals"])


class ReferralObject(Object):
    """A referral; `program_version` is the version whose promise holds for it."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    id: ReferralId
    object: Literal["referral"] = "referral"
    program_id: ProgramId
    program_version: int
    referrer_id: PersonId
    prospect_id: PersonId
    rep_id: PersonId | None
    referral_class: ReferralClass = Field(serialization_alias="class")
    status: ReferralStatus
    channel: ReferralChannel
    context: str | None
    window_ends_at: datetime | None
    sale_ids: list[SaleId]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        columns = dict(row._mapping)
        return cls.model_validate({**columns, "referral_class": columns["class"]})


@router.get("/v1/referrals", response_model=ListOf[ReferralObject])
async def get_referrals(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    program_id: ProgramId | None = None,
    referrer_id: PersonId | None = None,
    prospect_id: PersonId | None = None,
    status: ReferralStatus | None = None,
) -> Response:
    """Referrals, newest first."""
    filters = given(
        program_id=program_id, referrer_id=referrer_id, prospect_id=prospect_id, status=status
    )
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_referrals(session, caller.business_id, filters, page)
    return shown(listing.answer(caller.business_id, found, ReferralObject.of))


@router.get("/v1/referrals/{referral_id}", response_model=ReferralObject)
async def get_referral(referral_id: ReferralId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One referral with the sales that belong to it."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await referral_of(session, caller.business_id, referral_id)
    if row is None:
        raise RejectedError("not_found", "There is no such referral.", kind=Kind.NOT_FOUND)
    return shown(ReferralObject.of(row), row.version)
