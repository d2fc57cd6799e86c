"""Somebody says how far a referral came."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.bus import Said, say
from goodword.errors import Problem, RejectedError
from goodword.events import Event, ReferralLost, ReferralWithdrawn
from goodword.seal import Hasher
from referral_api.db.people.identifiers import known_by
from referral_api.db.referrals.referrals import change_referral, move_referrals
from referral_api.domain.referrals.referral import step
from referral_api.domain.referrals.stages import referral_qualified
from referral_api.domain.referrals.states import check_move
from referral_api.domain.versions import check_version
from referral_api.use_cases.public.suppress_addresses import WITHDRAWN, suppress_addresses
from referral_api.use_cases.referrals.look_up import known_referral
from referral_api.use_cases.referrals.reading import read_referral
from referral_api.use_cases.referrals.standing import frozen_standing

Destination = Literal["contacted", "qualified", "lost", "withdrawn"]

AHEAD = timedelta(minutes=5)
"""A caller's clock may be so far ahead of ours."""


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
    """The referral (`who`: business and id) after the move, which is kept in its history and, but
    for `contacted`, said. Who withdraws is written to no more. RejectedError `illegal_transition`.
    """
    business_id, referral_id = who
    row = await known_referral(business_id, referral_id, session=session, lock=True)
    check_version(row.version, expected)
    check_move(row.status, move.to)
    at = _when(move, await clock.now(session, business_id))
    given = {**move.evidence, **({"reason": move.reason} if move.reason else {})}
    taken = step(move.to, at, move.actor, **given)
    event = await _event(row, move, at, session)
    if event is None:
        changes = {"status": move.to, "steps": [*row.steps, taken]}
        await change_referral(session, business_id, referral_id, changes)
    else:
        wanted = {"business_id": business_id, "id": referral_id, "status": move.to, "step": taken}
        moved = (await move_referrals(session, [wanted]))[referral_id]
        await say(session, [Said(event, moved.seq, moved.last_tx)])
    if move.to == "withdrawn":
        who = business_id, row.prospect_id
        addresses = (await known_by(session, [who]))[who]
        await suppress_addresses(business_id, addresses, WITHDRAWN, hasher=hasher, session=session)
    return await known_referral(business_id, referral_id, session=session)


def _when(move: Move, now: datetime) -> datetime:
    if move.at is not None and move.at > now + AHEAD:
        detail = "It cannot have happened in the future; leave it out for now."
        raise RejectedError("invalid_request", detail, problems=[Problem("/at", "future", detail)])
    return move.at or now


async def _event(row: Row[Any], move: Move, at: datetime, session: AsyncSession) -> Event | None:
    told = {"business_id": row.business_id, "referral_id": row.id, "actor": move.actor}
    if move.to == "lost":
        return ReferralLost(**told, was=row.status, reason=move.reason, lost_at=at)
    if move.to == "withdrawn":
        return ReferralWithdrawn(**told, was=row.status, reason=move.reason, withdrawn_at=at)
    if move.to == "contacted":
        return None
    known = read_referral(row)
    standing = await frozen_standing(known, at, session=session)
    return referral_qualified(known, at, move.actor, standing)
