"""Somebody says how far a referral came."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, jobs
from goodword.bus import Said, say
from goodword.events import (
    Event,
    IntroductionDeclined,
    IntroductionPermitted,
    ReferralContacted,
    ReferralLost,
    ReferralWithdrawn,
)
from goodword.seal import Hasher
from referral_api.db.referrals.referrals import move_referrals
from referral_api.domain.referrals.moments import not_ahead
from referral_api.domain.referrals.referral import step
from referral_api.domain.referrals.stages import referral_qualified
from referral_api.domain.referrals.states import check_move
from referral_api.domain.versions import check_version
from referral_api.use_cases.introductions.withdraw_prospect import Refusal, withdraw_prospect
from referral_api.use_cases.referrals.look_up import known_referral
from referral_api.use_cases.referrals.reading import read_referral
from referral_api.use_cases.referrals.standing import frozen_standing
from referral_api.use_cases.referrals.timers import forgetting_after

Destination = Literal["permission_given", "declined", "contacted", "qualified", "lost", "withdrawn"]

SAID_NO = "said_no"
"""Why other referrals of a prospect are withdrawn with the one of which somebody says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where to, who says so, and what shows it; without `at` it is now."""

    to: Destination
    actor: str
    reason: str | None = None
    at: datetime | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)


async def move_referral(
    who: tuple[UUID, UUID],
    move: Move,
    expected: Set[int] | None,
    *,
    session: AsyncSession,
    hasher: Hasher,
) -> Row[Any]:
    """The referral (`who`: business and id) after the move, which is kept in its history and said.
    Who withdraws is contacted by nobody any more. RejectedError `illegal_transition`.
    """
    business_id, referral_id = who
    row = await known_referral(business_id, referral_id, session=session, lock=True)
    check_version(row.version, expected)
    check_move(row.status, move.to)
    at = not_ahead(move.at, await clock.now(session, business_id))
    given = {**move.evidence, **({"reason": move.reason} if move.reason else {})}
    taken = step(move.to, at, move.actor, **given)
    event = await _event(row, move, at, session)
    wanted = {"business_id": business_id, "id": referral_id, "status": move.to, "step": taken}
    moved = (await move_referrals(session, [wanted]))[referral_id]
    await say(session, [Said(event, moved.seq, moved.last_tx)])
    await jobs.add(session, forgetting_after(row, taken))
    if move.to == "withdrawn":
        prospect, refusal = (business_id, row.prospect_id), Refusal(at, move.actor, SAID_NO)
        await withdraw_prospect(prospect, refusal, session=session, hasher=hasher)
    return await known_referral(business_id, referral_id, session=session)


async def _event(row: Row[Any], move: Move, at: datetime, session: AsyncSession) -> Event:
    if move.to == "qualified":
        known = read_referral(row)
        standing = await frozen_standing(known, at, session=session)
        return referral_qualified(known, at, move.actor, standing)
    told = {"business_id": row.business_id, "referral_id": row.id, "actor": move.actor}
    if move.to == "contacted":
        return ReferralContacted(**told, was=row.status, contacted_at=at)
    if move.to == "lost":
        return ReferralLost(**told, was=row.status, reason=move.reason, lost_at=at)
    if move.to == "withdrawn":
        return ReferralWithdrawn(**told, was=row.status, reason=move.reason, withdrawn_at=at)
    told |= {"referrer_id": row.referrer_id, "prospect_id": row.prospect_id}
    if move.to == "declined":
        return IntroductionDeclined(**told, reason=move.reason, declined_at=at)
    kind = move.evidence.get("kind", "none")
    return IntroductionPermitted(**told, evidence_kind=kind, permitted_at=at)
