"""`/v1/test_clock`: the time of a test business."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword import clock
from goodword.ids import BusinessId
from goodword.numbers import WholeNumber
from referral_api.db.businesses.businesses import business_of
from referral_api.db.businesses.clocks import applied_of
from referral_api.domain.forms import Body
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.conventions.answers import accepted, shown
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.clock.advance_clock import MAX_OFFSET_S, advance_clock
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["test clock"])

Seconds = Annotated[WholeNumber, Field(ge=1, le=MAX_OFFSET_S)]


class Advance(Body):
    """How far the clock moves, in seconds; it never moves back."""

    by_s: Seconds


class AppliedClock(BaseModel):
    """How far a service has come; `applied` once it has moved all its timers."""

    service: str
    offset_s: int
    applied: bool


class ClockObject(BaseModel):
    """The clock: the world's time and `offset_s`."""

    id: BusinessId
    object: Literal["test_clock"] = "test_clock"
    offset_s: int
    now: datetime
    services: list[AppliedClock]


async def _clock(row: Row[Any], session: AsyncSession) -> ClockObject:
    found = await applied_of(session, row.business_id)
    return ClockObject(
        id=row.business_id,
        offset_s=row.clock_offset_s,
        now=await clock.now(session, row.business_id),
        services=[
            AppliedClock(
                service=each.service,
                offset_s=each.offset_s,
                applied=each.offset_s >= row.clock_offset_s,
            )
            for each in found
        ],
    )


@router.post(
    "/v1/test_clock/advance",
    status_code=202,
    response_model=ClockObject,
    responses={409: {"description": "`live_mode`: a live business's time is real."}},
)
async def post_advance(body: Advance, caller: WriteCaller, once: OnceDep) -> Response:
    """Move the clock; `GET /v1/test_clock` shows which services have followed."""

    async def work(session: AsyncSession) -> Answer:
        row = await advance_clock(caller.business_id, body.by_s, session=session)
        return accepted(await _clock(row, session))

    return await once.run(caller.business_id, work)


@router.get("/v1/test_clock", response_model=ClockObject)
async def get_clock(caller: ReadCaller, tools: ToolsDep) -> Response:
    """What time it is, and which services have applied it."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await business_of(session, caller.business_id)
        body = await _clock(row, session)
    return shown(body)
