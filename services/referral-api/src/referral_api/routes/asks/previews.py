"""`/v1/asks/preview`: what would come of asking somebody now."""

from datetime import datetime
from typing import Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import PersonId, show
from referral_api.domain.asks.body import AskPreviewBody
from referral_api.routes.asks.asks import AskTemplateObject, ReasonObject, SignalObject
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import ok
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.asks.preview_ask import AskPreview, preview_ask
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["asks"])

_PREFIXES = {"review": "rev", "survey_answer": "srv"}


class LetterObject(BaseModel):
    """The letter as it would be written now; its links are hidden."""

    template: AskTemplateObject
    language: str
    subject: str
    text: str
    html: str


class AskPreviewObject(BaseModel):
    """Whether somebody may be asked at `as_of`, and else every reason why not. It is told from what
    is known here; the gate decides on its own copy when the time comes. `letter` is null where
    nothing is known to write it with."""

    object: Literal["ask_preview"] = "ask_preview"
    person_id: PersonId
    as_of: datetime
    eligible: bool
    signal: SignalObject | None
    reasons: list[ReasonObject]
    sends_at: datetime | None = Field(
        description="when the letter would go, where nothing but the hour says no"
    )
    letter: LetterObject | None

    @classmethod
    def of(cls, preview: AskPreview) -> Self:
        signal, letter = preview.signal, preview.letter
        return cls(
            person_id=preview.person_id,
            as_of=preview.as_of,
            eligible=not preview.reasons,
            signal=SignalObject(
                kind=signal.kind, id=show(_PREFIXES.get(signal.kind, "val"), signal.id)
            )
            if signal
            else None,
            reasons=[ReasonObject.of(each) for each in preview.reasons],
            sends_at=preview.sends_at,
            letter=LetterObject(
                template=AskTemplateObject(id=letter.template, version=letter.version),
                language=letter.language,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
            )
            if letter
            else None,
        )


@router.post(
    "/v1/asks/preview",
    response_model=AskPreviewObject,
    responses={404: {"description": "There is no such person."}},
)
async def post_ask_preview(
    body: AskPreviewBody, caller: ReadCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Whether a client would be asked now, and with which words, or every reason why not. Changes
    nothing."""

    async def work(session: AsyncSession) -> Answer:
        preview = await preview_ask(
            caller.business_id,
            body,
            public_url=tools.public_url,
            hasher=tools.hasher,
            session=session,
        )
        return ok(AskPreviewObject.of(preview))

    return await once.run(caller.business_id, work)
