"""Introductions: asked for, and shown by evidence."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import ReferralId
from referral_api.domain.referrals.body import IntroductionBody, RequestBody
from referral_api.routes.auth import WriteCaller, actor_of
from referral_api.routes.conventions.answers import ok
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.referrals.referral_objects import ReferralObject
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.introductions.ask_referrer import Request
from referral_api.use_cases.introductions.record_introduction import record_introduction
from referral_api.use_cases.introductions.request_introduction import request_introduction
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["referrals"])

_ASKED: dict[int | str, dict[str, Any]] = {
    409: {"description": "`illegal_transition`, or `not_contactable`"}
}
_MADE: dict[int | str, dict[str, Any]] = {409: {"description": "`illegal_transition`"}}


@router.post(
    "/v1/referrals/{referral_id}/request_introduction",
    response_model=ReferralObject,
    responses=_ASKED,
)
async def post_request(
    referral_id: ReferralId,
    body: RequestBody,
    caller: WriteCaller,
    once: OnceDep,
    expected: IfMatch,
    tools: ToolsDep,
) -> Response:
    """Ask the referrer to introduce the prospect (`introduction-requested`), in two steps unless
    you say otherwise: first for the prospect's leave, then for the introduction. Without one it
    expires, after 30 days or what the business's parameters say."""
    asked = Request(actor_of(caller), body.wanted, body.two_step)

    async def work(session: AsyncSession) -> Answer:
        who = caller.business_id, referral_id
        row = await request_introduction(who, asked, expected, session=session, hasher=tools.hasher)
        return ok(ReferralObject.of(row), row.version)

    return await once.run(caller.business_id, work)


@router.post(
    "/v1/referrals/{referral_id}/introductions", response_model=ReferralObject, responses=_MADE
)
async def post_introduction(
    referral_id: ReferralId,
    body: IntroductionBody,
    caller: WriteCaller,
    once: OnceDep,
    expected: IfMatch,
) -> Response:
    """The referrer has introduced the prospect, and this shows it (`introduction-made`): the record
    of a meeting of all three, or the referrer's word with the prospect's reply. A typed name shows
    nothing; mails and opt-ins come by themselves, and nobody can claim them here. The referral is
    an `active_referral` from now on."""

    async def work(session: AsyncSession) -> Answer:
        who = caller.business_id, referral_id
        row = await record_introduction(who, body, actor_of(caller), expected, session=session)
        return ok(ReferralObject.of(row), row.version)

    return await once.run(caller.business_id, work)
