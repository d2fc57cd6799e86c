"""`/v1/programs/{id}/sign_offs`: what somebody has signed for where rules of law leave it open."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.compliance import NOT_LEGAL_ADVICE
from goodword.events.programs import IsoPlace
from goodword.ids import ProgramId, TypeId
from goodword.numbers import WholeNumber
from referral_api.db.pages import read_page
from referral_api.db.programs import sign_offs
from referral_api.domain.forms import Body
from referral_api.routes.auth import OperateCaller, ReadCaller, actor_of
from referral_api.routes.conventions.answers import created, ok, shown
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf, Prose, unchanged
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.programs.look_up import known_program
from referral_api.use_cases.programs.sign_off_program import SigningOff, sign_off_program
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["programs"])

SignOffId = Annotated[UUID, TypeId("sgn")]


class SignOffBody(Body):
    """That the law lets a version (without one, what is published now) be offered in a place, as
    somebody who knows it has found. A country includes its regions."""

    place: Annotated[IsoPlace, Field(description="ISO 3166, such as US-WA")]
    reason: Annotated[Prose, Field(description="whose opinion it is, and where that is kept")]
    version: Annotated[WholeNumber, Field(ge=1, le=10**6)] = unchanged()


class SignOffObject(BaseModel):
    """A sign-off. What `rules` of law left open in the place is a yes for this version alone: its
    held rewards are decided again, and its offers are allowed from now on. What a rule forbids
    stays forbidden."""

    id: SignOffId
    object: Literal["sign_off"] = "sign_off"
    program_id: ProgramId
    program_version: int
    place: str
    rules: list[str]
    reason: str
    actor: str
    signed_at: datetime
    created_at: datetime
    notice: str = NOT_LEGAL_ADVICE

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(dict(row._mapping))


_SIGNED: dict[int | str, dict[str, Any]] = {
    200: {
        "model": SignOffObject,
        "description": "Somebody has signed for this version and place already.",
    },
    409: {"description": "`forbidden_by_law`: nobody can sign for what the law forbids there."},
}


@router.post(
    "/v1/programs/{program_id}/sign_offs",
    status_code=201,
    response_model=SignOffObject,
    responses=_SIGNED,
)
async def post_sign_off(
    program_id: ProgramId, body: SignOffBody, caller: OperateCaller, once: OnceDep
) -> Response:
    """Sign for what rules of law leave open in a place. It is kept for good, with who signed."""
    signing = SigningOff(program_id, body.version, body.place, body.reason, actor_of(caller))

    async def work(session: AsyncSession) -> Answer:
        row, new = await sign_off_program(caller.business_id, signing, session=session)
        return (created if new else ok)(SignOffObject.of(row))

    return await once.run(caller.business_id, work)


@router.get("/v1/programs/{program_id}/sign_offs", response_model=ListOf[SignOffObject])
async def get_sign_offs(
    program_id: ProgramId, caller: ReadCaller, listing: ListingDep, tools: ToolsDep
) -> Response:
    """The sign-offs of a program, newest first."""
    wanted = sign_offs.sign_offs_of(caller.business_id, program_id)
    page = listing.page(caller.business_id)
    async with tools.db.begin([caller.business_id]) as session:
        await known_program(caller.business_id, program_id, session=session)
        found = await read_page(session, wanted, sign_offs.sign_off, page)
    return shown(listing.answer(caller.business_id, found, SignOffObject.of))
