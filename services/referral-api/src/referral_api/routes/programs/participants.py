"""`/v1/participants` and `/v1/codes`: people in programs, and what they share."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword import clock
from goodword.ids import ParticipantId, PersonId, ProgramId
from referral_api.db.businesses.businesses import business_of
from referral_api.db.pages import read_page
from referral_api.db.people.filtering import equals
from referral_api.db.programs import participants
from referral_api.domain.people.refs import person_ref
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.conventions.answers import created, ok, shown
from referral_api.routes.conventions.idempotency import ChangeDep, OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.programs.participant_bodies import (
    CodeObject,
    Discussion,
    NewParticipant,
    ParticipantChangeBody,
    ParticipantObject,
    Shaper,
    Status,
)
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.participants.change_participant import (
    ParticipantChange,
    change_participant,
)
from referral_api.use_cases.participants.discuss_program import discuss_program
from referral_api.use_cases.participants.join_program import Joining, join_program
from referral_api.use_cases.participants.look_up import known_code, known_participant
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["participants"])

AnyCode = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]

_TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"model": ParticipantObject, "description": "They take part already."},
    404: {"description": "There is no such program."},
    409: {
        "description": "`code_taken`, `already_participates`, `program_not_active`, "
        "`not_offered_there`."
    },
}
_DISCUSSED: dict[int | str, dict[str, Any]] = {
    409: {"description": "`favourites_not_asked`, with what is `missing`."}
}


@router.post(
    "/v1/participants", status_code=201, response_model=ParticipantObject, responses=_TAKEN
)
async def post_participant(
    body: NewParticipant, caller: WriteCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Let somebody take part: 201 with a new code, 200 where they take part already."""

    async def work(session: AsyncSession) -> Answer:
        person = person_ref(caller.business_id, body.person_ref, "referrer")
        joining = Joining(body.program_id, person, body.code, body.metadata)
        row, new = await join_program(joining, session=session, public_url=tools.public_url)
        shape = Shaper(tools, await business_of(session, caller.business_id))
        return (created if new else ok)(shape.participant(row), row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/participants", response_model=ListOf[ParticipantObject])
async def get_participants(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    program_id: ProgramId | None = None,
    person_id: PersonId | None = None,
    status: Status | None = None,
) -> Response:
    """The participants, newest first."""
    wanted = participants.participants_of(caller.business_id)
    table = participants.participant
    for column, value in (("program_id", program_id), ("person_id", person_id), ("status", status)):
        if value is not None:
            wanted = wanted.where(equals(table, column, value, caller.business_id))
    page = listing.page(caller.business_id)
    async with tools.db.begin([caller.business_id]) as session:
        found = await read_page(session, wanted, table, page)
        shape = Shaper(tools, await business_of(session, caller.business_id))
    return shown(listing.answer(caller.business_id, found, shape.participant))


@router.get("/v1/participants/{participant_id}", response_model=ParticipantObject)
async def get_participant(
    participant_id: ParticipantId, caller: ReadCaller, tools: ToolsDep
) -> Response:
    """One participant."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_participant(caller.business_id, participant_id, session=session)
        shape = Shaper(tools, await business_of(session, caller.business_id))
    return shown(shape.participant(row), row.version)


@router.patch("/v1/participants/{participant_id}", response_model=ParticipantObject)
async def patch_participant(
    participant_id: ParticipantId,
    body: ParticipantChangeBody,
    caller: WriteCaller,
    change: ChangeDep,
    expected: IfMatch,
    tools: ToolsDep,
) -> Response:
    """Let a participant leave or come back, or change their notes."""

    async def work(session: AsyncSession) -> Answer:
        row = await change_participant(
            (caller.business_id, participant_id),
            ParticipantChange(body.status, body.metadata),
            expected,
            session=session,
            public_url=tools.public_url,
        )
        shape = Shaper(tools, await business_of(session, caller.business_id))
        return ok(shape.participant(row), row.version)

    return await change.run(caller.business_id, work)


@router.post(
    "/v1/participants/{participant_id}/discuss",
    response_model=ParticipantObject,
    responses=_DISCUSSED,
)
async def post_discuss(
    participant_id: ParticipantId,
    body: Discussion,
    caller: WriteCaller,
    once: OnceDep,
    tools: ToolsDep,
) -> Response:
    """The program was talked about; its terms go out in writing, unless they have already.

    In an `active_intro` program their favourites must be known before (R-REW-01). Say it again
    where the terms did not arrive."""

    async def work(session: AsyncSession) -> Answer:
        row = await discuss_program(
            (caller.business_id, participant_id),
            body.discussed_at,
            session=session,
            public_url=tools.public_url,
        )
        shape = Shaper(tools, await business_of(session, caller.business_id))
        return ok(shape.participant(row), row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/codes/{code}", response_model=CodeObject)
async def get_code(code: AnyCode, caller: ReadCaller, tools: ToolsDep) -> Response:
    """Whose code it is, in whatever case it was typed."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_code(caller.business_id, code, session=session)
        shape = Shaper(tools, await business_of(session, caller.business_id))
        now = await clock.now(session, caller.business_id)
    return shown(shape.code(row, now), row.version)
