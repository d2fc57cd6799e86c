"""A referrer is to introduce their prospect."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.bus import Said, say
from goodword.events import IntroductionRequested, Wanted
from referral_api.db.businesses.businesses import business_of
from referral_api.db.programs.programs import document_of
from referral_api.db.referrals.referrals import say_change
from referral_api.domain.referrals.introductions import Wishes
from referral_api.domain.referrals.referral import step
from referral_api.use_cases.referrals.timers import expiry_of_request


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for what, None where nobody but we did; `two_step` as the business has it, where it
    is not said (R-INT-03)."""

    actor: str | None = None
    wanted: Wanted = "introduction"
    two_step: bool | None = None


async def ask_referrer(
    row: Row[Any], request: Request, at: datetime, *, session: AsyncSession
) -> None:
    """Take a locked referral, which may move there, to `introduction_requested`, and fix when the
    reminders follow and when it expires without an introduction."""
    business_id: UUID = row.business_id
    wishes = Wishes.of((await business_of(session, business_id)).parameters)
    two_step = wishes.two_step if request.two_step is None else request.two_step
    taken = step("introduction_requested", at, request.actor or "system", kind=request.wanted)
    changes = {"status": "introduction_requested", "steps": [*row.steps, taken]}
    place = await say_change(session, business_id, row.id, changes)
    event = IntroductionRequested(
        business_id=business_id,
        referral_id=row.id,
        referrer_id=row.referrer_id,
        prospect_id=row.prospect_id,
        rep_id=row.rep_id,
        wanted=request.wanted,
        two_step=two_step,
        rewarded=await _is_rewarded(row, session),
        actor=request.actor,
        requested_at=at,
        **wishes.due(at),
    )
    await say(session, [Said(event, place.seq, place.last_tx)])
    await jobs.add(session, [expiry_of_request(business_id, row.id, at, event.expires_at)])


async def _is_rewarded(row: Row[Any], session: AsyncSession) -> bool:
    """Whether the program promises the referrer anything, which letters then disclose."""
    version = row.program_id, row.program_version
    document = await document_of(session, row.business_id, *version)
    return any(rule["to"] == "referrer" for rule in document["rewards"])
