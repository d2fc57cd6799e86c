"""`/v1/participants` and `/v1/codes`: people in programs, and what they share."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import ParticipantId, PersonId, ProgramId
from referral_api.db import participants
from referral_api.db.businesses import business_of
from referral_api.db.pages import read_page
from referral_api.domain.codes import CHOSEN, link_of
from referral_api.domain.forms import Body
from referral_api.domain.person_refs import PersonRefBody, person_ref
from referral_api.routes.answers import created, ok, shown
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.idempotency import ChangeDep, OnceDep
from referral_api.routes.lists import ListingDep
from referral_api.routes.objects import ListOf, Metadata, MetadataChange, Object, unchanged
from referral_api.routes.tools import Tools, ToolsDep
from referral_api.routes.versions import IfMatch
from referral_api.use_cases.participants.change_participant import (
    ParticipantChange,
    change_participant,
)
from referral_api.use_cases.participants.join_program import Joining, join_program
from referral_api.use_cases.participants.look_up import known_code, known_participant
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["participants"])

Status = Literal["active", "left"]
ChosenCode = Annotated[str, StringConstraints(pattern=CHOSEN)]
AnyCode = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]

_TAKEN: dict[int | str, dict[str, Any]] = {
    409: {"description": "`code_taken`, `already_participates`, `program_not_active`."}
}


class NewParticipant(Body):
    """Somebody takes part; without `code` they get one that nobody can guess."""

    program_id: ProgramId
    person_ref: PersonRefBody
    code: ChosenCode | None = None
    metadata: Metadata = Field(default_factory=dict)


class ParticipantChangeBody(Body):
    """Whoever left keeps what was promised; their link leads nowhere."""

    status: Status = unchanged()
    metadata: MetadataChange = unchanged()


class ParticipantObject(Object):
    """A person in a program. `program_version` is what they were promised."""

    id: ParticipantId
    object: Literal["participant"] = "participant"
    program_id: ProgramId
    program_version: int
    person_id: PersonId
    code: str
    link: str
    status: Status
    joined_at: datetime
    discussed_at: datetime | None
    terms_sent_at: datetime | None


class CodeObject(BaseModel):
    """Whose code it is. `valid` while its program is active and they take part in it."""

    id: ParticipantId
    object: Literal["code"] = "code"
    code: str
    valid: bool
    link: str
    participant_id: ParticipantId
    person_id: PersonId
    program_id: ProgramId
    program_status: Literal["active", "paused", "ended"]
    created_at: datetime
    updated_at: datetime
    version: int
    metadata: dict[str, str]


class Shaper:
    """Makes answers of a business's participants, whose links carry its slug."""

    def __init__(self, tools: Tools, business: Row[Any]) -> None:
        self._public_url = tools.public_url
        self._slug = business.slug

    def participant(self, row: Row[Any]) -> ParticipantObject:
        return ParticipantObject.model_validate({**row._mapping, "link": self._link(row)})

    def code(self, row: Row[Any]) -> CodeObject:
        valid = row.status == "active" and row.program_status == "active"
        more = {"link": self._link(row), "participant_id": row.id, "valid": valid}
        return CodeObject.model_validate({**row._mapping, **more})

    def _link(self, row: Row[Any]) -> str:
        return link_of(self._public_url, self._slug, row.code)


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
            wanted = wanted.where(table.c[column] == value)
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


@router.get("/v1/codes/{code}", response_model=CodeObject)
async def get_code(code: AnyCode, caller: ReadCaller, tools: ToolsDep) -> Response:
    """Whose code it is, in whatever case it was typed."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_code(caller.business_id, code, session=session)
        shape = Shaper(tools, await business_of(session, caller.business_id))
    return shown(shape.code(row), row.version)
