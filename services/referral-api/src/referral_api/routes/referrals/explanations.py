"""`…/explain`: why something happened, or did not."""

from datetime import UTC, datetime
from typing import Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from goodword.ids import ParticipantId, ReferralId, SaleId
from referral_api.domain.explaining.story import Explanation
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import shown
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.explaining.explain_participant import explain_participant
from referral_api.use_cases.explaining.explain_referral import explain_referral
from referral_api.use_cases.explaining.explain_sale import explain_sale

router = APIRouter(tags=["explanations"])


class EntryObject(BaseModel):
    """One thing that happened, or was decided. `verdict` has each check with what was found and,
    of each reason, what was required; its sentences name people, and are made when asked."""

    at: datetime
    what: str
    about: str
    sentence: str
    actor: str | None
    verdict: dict[str, Any] | None


class ExplanationObject(BaseModel):
    """The whole story in order, a sentence for the operator, and one that may be passed on to the
    referrer, or to the client who was asked. What the workers own is told as they last said it,
    before `as_of`."""

    object: Literal["explanation"] = "explanation"
    sentence: str
    for_referrer: str = Field(description="never says what the other side bought or paid")
    as_of: datetime
    story: list[EntryObject]

    @classmethod
    def of(cls, explanation: Explanation) -> Self:
        return cls.model_validate(
            {
                "sentence": explanation.sentence,
                "for_referrer": explanation.for_referrer,
                "as_of": datetime.now(UTC),
                "story": explanation.story,
            },
            from_attributes=True,
        )


@router.get("/v1/referrals/{referral_id}/explain", response_model=ExplanationObject)
async def get_explained_referral(
    referral_id: ReferralId, caller: ReadCaller, tools: ToolsDep
) -> Response:
    """Why a referral came to what it came to, by which rule of which version."""
    async with tools.db.begin([caller.business_id]) as session:
        told = await explain_referral(caller.business_id, referral_id, session=session)
    return shown(ExplanationObject.of(told))


@router.get("/v1/sales/{sale_id}/explain", response_model=ExplanationObject)
async def get_explained_sale(sale_id: SaleId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """Why an order counted, or did not."""
    async with tools.db.begin([caller.business_id]) as session:
        told = await explain_sale(caller.business_id, sale_id, session=session)
    return shown(ExplanationObject.of(told))


@router.get("/v1/participants/{participant_id}/explain", response_model=ExplanationObject)
async def get_explained_participant(
    participant_id: ParticipantId, caller: ReadCaller, tools: ToolsDep
) -> Response:
    """Why nothing is heard of a code or link: clicks, referrals, and what reports at all."""
    async with tools.db.begin([caller.business_id]) as session:
        told = await explain_participant(caller.business_id, participant_id, session=session)
    return shown(ExplanationObject.of(told))
