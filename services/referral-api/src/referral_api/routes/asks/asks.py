"""`/v1/asks`: who was asked for a referral, or was not, and why; and what they answered."""

from datetime import datetime
from typing import Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.asking import Answer as Answers
from goodword.events import Wanted
from goodword.ids import AskId, MessageId, PersonId, ReferralId
from referral_api.db.relationships.asks import list_asks
from referral_api.domain.asks.ask import Answered, AskStatus, check_answerable
from referral_api.domain.asks.body import AnswerBody, AskBody
from referral_api.domain.asks.sentences import rules_of, sentence
from referral_api.routes.auth import ReadCaller, WriteCaller, actor_of
from referral_api.routes.conventions.answers import accepted, ok, shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf, Object
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.asks.answer_ask import answer_ask
from referral_api.use_cases.asks.look_up import asks_now, known_ask
from referral_api.use_cases.asks.request_ask import request_ask
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["asks"])


class SignalObject(BaseModel):
    """What the client said that made it a good moment."""

    kind: str
    id: str


class AskTemplateObject(BaseModel):
    """Which words, by name and version."""

    id: str
    version: int


class ReasonObject(BaseModel):
    """One thing that says no: what was found, and what it would have to be; `rules` are those of
    the method that it comes from."""

    code: str
    required: str | int | float | None
    actual: str | int | float | None
    rules: list[str]
    sentence: str

    @classmethod
    def of(cls, reason: dict[str, Any]) -> Self:
        return cls(**reason, rules=rules_of(reason), sentence=sentence(reason))


class AskObject(Object):
    """One request for a referral. It is `proposed` while the gate may still let it through, with
    the `reasons` why it has not yet; `withheld` once its time is over. An answer makes it
    `answered`, or `refused` where it is never; without one it is `unanswered` after the days that
    `parameters.asking.unanswered_days` says."""

    id: AskId
    object: Literal["ask"] = "ask"
    person_id: PersonId
    rep_id: PersonId | None
    signal: SignalObject | None
    wanted: Wanted
    template: AskTemplateObject | None
    status: AskStatus
    reasons: list[ReasonObject]
    message_id: MessageId | None
    sent_at: datetime | None
    answer: Answers | None
    via: str | None = Field(description="page, mail, api")
    answered_at: datetime | None
    referral_ids: list[ReferralId]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        signal = {"kind": row.signal_kind, "id": row.signal_id} if row.signal_id else None
        template = {"id": row.template, "version": row.template_version} if row.template else None
        reasons = [ReasonObject.of(each) for each in row.reasons]
        told = {"signal": signal, "template": template, "reasons": reasons}
        return cls.model_validate({**row._mapping, **told})


@router.post("/v1/asks", status_code=202, response_model=AskObject)
async def post_ask(body: AskBody, caller: WriteCaller, once: OnceDep) -> Response:
    """Have a client asked now, whatever they said last. The gate decides: see `status`."""

    async def work(session: AsyncSession) -> Answer:
        row = await request_ask(caller.business_id, body, actor_of(caller), session=session)
        return accepted(AskObject.of(row))

    return await once.run(caller.business_id, work)


@router.get("/v1/asks", response_model=ListOf[AskObject])
async def get_asks(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    person_id: PersonId | None = None,
    rep_id: PersonId | None = None,
    status: AskStatus | None = None,
    answer: Answers | None = None,
    wanted: Wanted | None = None,
) -> Response:
    """Asks, newest first. What the nightly look found against asking somebody stands in their
    timeline: without a signal there is no ask."""
    filters = given(person_id=person_id, rep_id=rep_id, status=status, answer=answer, wanted=wanted)
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        asks = await asks_now(caller.business_id, session=session)
        found = await list_asks(session, asks, caller.business_id, filters, page)
    return shown(listing.answer(caller.business_id, found, AskObject.of))


@router.get("/v1/asks/{ask_id}", response_model=AskObject)
async def get_ask(ask_id: AskId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One ask."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_ask(caller.business_id, ask_id, session=session)
    return shown(AskObject.of(row), row.version)


@router.post(
    "/v1/asks/{ask_id}/answer",
    response_model=AskObject,
    responses={409: {"description": "`illegal_transition`: it was not sent, or is answered."}},
)
async def post_answer(
    ask_id: AskId, body: AnswerBody, caller: WriteCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Note what a client told a rep. Names become referrals of the introduction program that the
    client joined last, or of the only one there is; without either a task asks their rep to get in
    touch."""
    said = Answered(answer=body.answer, via="api", actor=actor_of(caller), prospects=body.prospects)

    async def work(session: AsyncSession) -> Answer:
        row = await known_ask(caller.business_id, ask_id, session=session)
        check_answerable(row.status)
        asked = (row.business_id, row.id)
        row, taken = await answer_ask(
            asked, row.person_id, said, session=session, hasher=tools.hasher
        )
        if not taken:
            check_answerable(row.status)
        return ok(AskObject.of(row), row.version)

    return await once.run(caller.business_id, work)
