"""`/v1/programs`: drafts, published versions, and what becomes of them."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, WithJsonSchema
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import ProgramId, TypeId
from goodword.programs import ProgramDocument, terms
from referral_api.db.businesses.businesses import business_of
from referral_api.db.pages import read_page
from referral_api.db.programs import programs
from referral_api.domain.forms import Body
from referral_api.domain.programs.programs import Move, findings
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.conventions.answers import created, ok, shown
from referral_api.routes.conventions.idempotency import ChangeDep, OnceDep, Writing
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import (
    ListOf,
    Metadata,
    MetadataChange,
    Object,
    unchanged,
)
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.problems import ProblemEntry
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.businesses.recognise_caller import Caller
from referral_api.use_cases.programs.change_program import ProgramChange, change_program
from referral_api.use_cases.programs.create_program import create_program
from referral_api.use_cases.programs.look_up import known_program
from referral_api.use_cases.programs.move_program import move_program
from referral_api.use_cases.programs.publish_program import publish_program
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["programs"])

ProgramVersionId = Annotated[UUID, TypeId("prv")]

_MOVES: dict[int | str, dict[str, Any]] = {
    409: {"description": "`illegal_transition` with `current` and `allowed`, or `no_draft`."}
}

DocumentBody = Annotated[
    dict[str, Any],
    WithJsonSchema({"type": "object", "description": "A program document: `ProgramDocument`."}),
]


class NewProgram(Body):
    """A program begins as a draft."""

    document: DocumentBody
    metadata: Metadata = Field(default_factory=dict)


class ProgramChangeBody(Body):
    """A new draft; the published version stays as it is until the draft is published."""

    document: DocumentBody = unchanged()
    metadata: MetadataChange = unchanged()


class ProgramObject(Object):
    """A program: the `document` that is published, and the `draft` that may be next."""

    id: ProgramId
    object: Literal["program"] = "program"
    status: Literal["draft", "active", "paused", "ended"]
    document: DocumentBody | None
    published_version: int | None
    draft: DocumentBody | None
    warnings: list[ProblemEntry] = Field(description="what a human should see, of the draft first")
    terms: str = Field(
        description="the written terms in the business's language, of the draft first"
    )

    @classmethod
    def of(cls, row: Row[Any], business: Row[Any]) -> Self:
        document = ProgramDocument.model_validate(row.draft or row.document)
        at = "/draft" if row.draft else "/document"
        more = {
            "warnings": _warnings(document, at, business),
            "terms": terms(document, business.name, business.locale),
        }
        return cls.model_validate({**row._mapping, **more})


class ProgramVersionObject(BaseModel):
    """One published version, which never changes."""

    id: ProgramVersionId
    object: Literal["program_version"] = "program_version"
    program_id: ProgramId
    version: int
    document: DocumentBody
    published_at: datetime
    created_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(dict(row._mapping))


def _warnings(document: ProgramDocument, at: str, business: Row[Any]) -> list[dict[str, str]]:
    found = findings(document, business)
    return [
        {"pointer": f"{at}{each.pointer}", "code": each.code, "detail": each.detail}
        for each in found
    ]


async def shape_program(row: Row[Any], session: AsyncSession) -> ProgramObject:
    return ProgramObject.of(row, await business_of(session, row.business_id))


@router.post("/v1/programs", status_code=201, response_model=ProgramObject)
async def post_program(body: NewProgram, caller: WriteCaller, once: OnceDep) -> Response:
    """Create a program as a draft."""

    async def work(session: AsyncSession) -> Answer:
        row = await create_program(
            caller.business_id, body.document, body.metadata, session=session
        )
        return created(await shape_program(row, session), row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/programs", response_model=ListOf[ProgramObject])
async def get_programs(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    status: Literal["draft", "active", "paused", "ended"] | None = None,
) -> Response:
    """The programs, newest first."""
    wanted = programs.programs_of(caller.business_id)
    if status is not None:
        wanted = wanted.where(programs.program.c.status == status)
    page = listing.page(caller.business_id)
    async with tools.db.begin([caller.business_id]) as session:
        found = await read_page(session, wanted, programs.program, page)
        business = await business_of(session, caller.business_id)
    shape = partial(ProgramObject.of, business=business)
    return shown(listing.answer(caller.business_id, found, shape))


@router.get("/v1/programs/{program_id}", response_model=ProgramObject)
async def get_program(program_id: ProgramId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One program."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_program(caller.business_id, program_id, session=session)
        body = await shape_program(row, session)
    return shown(body, row.version)


@router.patch("/v1/programs/{program_id}", response_model=ProgramObject)
async def patch_program(
    program_id: ProgramId,
    body: ProgramChangeBody,
    caller: WriteCaller,
    change: ChangeDep,
    expected: IfMatch,
) -> Response:
    """Make or change the draft; a published version never changes."""

    async def work(session: AsyncSession) -> Answer:
        wanted = ProgramChange(body.document, body.metadata)
        row = await change_program(
            caller.business_id, program_id, wanted, expected, session=session
        )
        return ok(await shape_program(row, session), row.version)

    return await change.run(caller.business_id, work)


@router.post("/v1/programs/{program_id}/publish", response_model=ProgramObject, responses=_MOVES)
async def post_publish(program_id: ProgramId, caller: WriteCaller, once: OnceDep) -> Response:
    """Publish the draft as the next version. `warnings` are what a human should see."""

    async def work(session: AsyncSession) -> Answer:
        row = await publish_program(caller.business_id, program_id, session=session)
        return ok(await shape_program(row, session), row.version)

    return await once.run(caller.business_id, work)


@router.post("/v1/programs/{program_id}/pause", response_model=ProgramObject, responses=_MOVES)
async def post_pause(program_id: ProgramId, caller: WriteCaller, once: OnceDep) -> Response:
    """Stop offering the program for now; what was promised stays."""
    return await _move(program_id, "pause", caller, once)


@router.post("/v1/programs/{program_id}/resume", response_model=ProgramObject, responses=_MOVES)
async def post_resume(program_id: ProgramId, caller: WriteCaller, once: OnceDep) -> Response:
    """Offer a paused program again."""
    return await _move(program_id, "resume", caller, once)


@router.post("/v1/programs/{program_id}/end", response_model=ProgramObject, responses=_MOVES)
async def post_end(program_id: ProgramId, caller: WriteCaller, once: OnceDep) -> Response:
    """End the program for good; what was promised stays."""
    return await _move(program_id, "end", caller, once)


@router.get("/v1/programs/{program_id}/versions", response_model=ListOf[ProgramVersionObject])
async def get_versions(
    program_id: ProgramId, caller: ReadCaller, listing: ListingDep, tools: ToolsDep
) -> Response:
    """The published versions, newest first."""
    wanted = programs.versions_of(caller.business_id, program_id)
    page = listing.page(caller.business_id)
    async with tools.db.begin([caller.business_id]) as session:
        await known_program(caller.business_id, program_id, session=session)
        found = await read_page(session, wanted, programs.program_version, page)
    return shown(listing.answer(caller.business_id, found, ProgramVersionObject.of))


async def _move(program_id: UUID, move: Move, caller: Caller, once: Writing) -> Response:
    async def work(session: AsyncSession) -> Answer:
        row = await move_program(caller.business_id, program_id, move, session=session)
        return ok(await shape_program(row, session), row.version)

    return await once.run(caller.business_id, work)
