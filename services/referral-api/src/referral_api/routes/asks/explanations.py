"""`…/explain` of asks: why a client was asked for a referral, or was not."""

from fastapi import APIRouter
from starlette.responses import Response

from goodword.ids import AskId, PersonId
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import shown
from referral_api.routes.referrals.explanations import ExplanationObject
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.explaining.explain_ask import explain_ask
from referral_api.use_cases.explaining.explain_person import explain_person

router = APIRouter(tags=["explanations"])


@router.get("/v1/asks/{ask_id}/explain", response_model=ExplanationObject)
async def get_explained_ask(ask_id: AskId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """Why an ask came to what it came to: what the client had said, each look of the gate with
    every reason and its rules, what was sent, what they answered and what came of it."""
    async with tools.db.begin([caller.business_id]) as session:
        told = await explain_ask(caller.business_id, ask_id, session=session)
    return shown(ExplanationObject.of(told))


@router.get("/v1/people/{person_id}/explain", response_model=ExplanationObject)
async def get_explained_person(
    person_id: PersonId, caller: ReadCaller, tools: ToolsDep
) -> Response:
    """Why a client was asked, or never was: each look of the gate, and what it would say now."""
    async with tools.db.begin([caller.business_id]) as session:
        told = await explain_person(
            caller.business_id, person_id, hasher=tools.hasher, session=session
        )
    return shown(ExplanationObject.of(told))
