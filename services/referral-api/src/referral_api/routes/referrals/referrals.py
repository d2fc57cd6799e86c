"""`/v1/referrals`: who referred whom, and how far it came."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.events.referrals import ReferralChannel, ReferralClass
from goodword.ids import PersonId, ProgramId, ReferralId
from referral_api.db.referrals.referrals import list_referrals
from referral_api.domain.referrals.body import AdvanceBody, MoveBody, ReferralBody
from referral_api.domain.referrals.referral import ReferralStatus
from referral_api.routes.auth import ReadCaller, WriteCaller, actor_of
from referral_api.routes.conventions.answers import created, ok, shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.referrals.referral_objects import ReferralObject
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.businesses.recognise_caller import Caller
from referral_api.use_cases.referrals.look_up import known_referral
from referral_api.use_cases.referring.give_name import give_name
from referral_api.use_cases.referring.move_referral import Destination, Move, move_referral
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["referrals"])

_MOVES: dict[int | str, dict[str, Any]] = {409: {"description": "`illegal_transition`"}}


class Moving:
    """Takes a referral somewhere, once, if the caller has seen its newest version."""

    def __init__(self, tools: ToolsDep, once: OnceDep, expected: IfMatch) -> None:
        self._tools = tools
        self._once = once
        self._expected = expected

    async def run(
        self, caller: Caller, referral_id: UUID, to: Destination, body: MoveBody
    ) -> Response:
        move = Move(
            to=to,
            actor=actor_of(caller),
            reason=body.reason,
            at=body.at,
            evidence=body.evidence.stored if body.evidence else {},
        )

        async def work(session: AsyncSession) -> Answer:
            who = caller.business_id, referral_id
            row = await move_referral(
                who, move, self._expected, session=session, hasher=self._tools.hasher
            )
            return ok(ReferralObject.of(row), row.version)

        return await self._once.run(caller.business_id, work)


MovingDep = Annotated[Moving, Depends(Moving)]


class StepObject(BaseModel):
    """One step of a referral: who said so (a key, a source, `system`), and what shows it."""

    status: ReferralStatus
    at: datetime
    actor: str
    evidence: dict[str, str] = {}


_OFFERED: dict[int | str, dict[str, Any]] = {
    200: {"model": ReferralObject, "description": "They were named to the program before."},
    404: {"description": "There is no such program."},
    409: {"description": "`program_not_active`; `referral_differs`: known, and told otherwise."},
}


@router.post("/v1/referrals", status_code=201, response_model=ReferralObject, responses=_OFFERED)
async def post_referral(
    body: ReferralBody, caller: WriteCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Give a name: 201 new; 200 where this referrer named this prospect in the program before.

    A program of introductions asks the referrer for one at once, where `permission` is given.
    A program that rewards names does so where `permission` is given, now or later, while nothing
    was bought and nobody has ended the referral; once for each referral."""

    async def work(session: AsyncSession) -> Answer:
        row, is_new = await give_name(
            caller.business_id,
            body,
            actor_of(caller),
            session=session,
            hasher=tools.hasher,
        )
        answered = created if is_new else ok
        return answered(ReferralObject.of(row), row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/referrals", response_model=ListOf[ReferralObject])
async def get_referrals(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    program_id: ProgramId | None = None,
    referrer_id: PersonId | None = None,
    prospect_id: PersonId | None = None,
    person_id: PersonId | None = None,
    rep_id: PersonId | None = None,
    status: ReferralStatus | None = None,
    channel: ReferralChannel | None = None,
    referral_class: Annotated[ReferralClass | None, Query(alias="class")] = None,
) -> Response:
    """Referrals, newest first; by `person_id` those that somebody made or is the prospect of."""
    filters = given(
        program_id=program_id,
        referrer_id=referrer_id,
        prospect_id=prospect_id,
        rep_id=rep_id,
        status=status,
        channel=channel,
        **{"class": referral_class},
    )
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_referrals(session, caller.business_id, filters, page, person_id)
    return shown(listing.answer(caller.business_id, found, ReferralObject.of))


@router.get("/v1/referrals/{referral_id}", response_model=ReferralObject)
async def get_referral(referral_id: ReferralId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One referral with the sales that belong to it."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_referral(caller.business_id, referral_id, session=session)
    return shown(ReferralObject.of(row), row.version)


@router.get("/v1/referrals/{referral_id}/history", response_model=ListOf[StepObject])
async def get_history(referral_id: ReferralId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """Every step that the referral took, oldest first, with its time, actor and evidence."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_referral(caller.business_id, referral_id, session=session)
    steps = [StepObject.model_validate(each) for each in row.steps]
    return shown(ListOf[StepObject](data=steps, next_cursor=None))


@router.post("/v1/referrals/{referral_id}/advance", response_model=ReferralObject, responses=_MOVES)
async def post_advance(
    referral_id: ReferralId, body: AdvanceBody, caller: WriteCaller, moving: MovingDep
) -> Response:
    """The prospect gave leave to be introduced (`introduction-permitted`), or the referrer will not
    introduce them (`introduction-declined`); the prospect was contacted, or found worth pursuing
    (`referral-qualified`), which a program may reward, once for each referral."""
    return await moving.run(caller, referral_id, body.status, body)


@router.post("/v1/referrals/{referral_id}/lose", response_model=ReferralObject, responses=_MOVES)
async def post_lose(
    referral_id: ReferralId, body: MoveBody, caller: WriteCaller, moving: MovingDep
) -> Response:
    """Nothing will come of it. A purchase within its window still wins it, and what was earned for
    a stage before stays."""
    return await moving.run(caller, referral_id, "lost", body)


@router.post(
    "/v1/referrals/{referral_id}/withdraw", response_model=ReferralObject, responses=_MOVES
)
async def post_withdraw(
    referral_id: ReferralId, body: MoveBody, caller: WriteCaller, moving: MovingDep
) -> Response:
    """The prospect said no: final, and none of their addresses is written to any more. What was
    earned for a stage before stays, until somebody revokes it."""
    return await moving.run(caller, referral_id, "withdrawn", body)
