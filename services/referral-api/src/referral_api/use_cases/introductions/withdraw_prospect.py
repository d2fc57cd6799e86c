"""A prospect said no: nobody contacts them again, whoever referred them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.bus import Said, say
from goodword.events import ReferralWithdrawn
from goodword.seal import Hasher
from referral_api.db.people.identifiers import known_by
from referral_api.db.referrals.referrals import lock_referrals_to, move_referrals
from referral_api.domain.referrals.referral import step
from referral_api.domain.referrals.states import may_move
from referral_api.use_cases.public.suppress_addresses import WITHDRAWN, suppress_addresses
from referral_api.use_cases.referrals.timers import forgetting


@dataclass(frozen=True, slots=True)
class Refusal:
    """When they said it, who tells us, and how it was said."""

    at: datetime
    actor: str
    kind: str


async def withdraw_prospect(
    who: tuple[UUID, UUID], refusal: Refusal, *, session: AsyncSession, hasher: Hasher
) -> None:
    """Withdraw every referral of this prospect (`who`: business and person) that may still become
    something, and suppress all their addresses; said once, however often they say it. Of whom we
    know nothing else, nothing stays (R-MSG-13)."""
    to_them = await lock_referrals_to(session, *who)
    rows = [row for row in to_them if may_move(row.status, "withdrawn")]
    if rows:
        moved = await move_referrals(session, [_withdrawn(row, refusal) for row in rows])
        places = [(_event(row, refusal), moved[row.id]) for row in rows]
        await say(session, [Said(event, place.seq, place.last_tx) for event, place in places])
    await jobs.add(session, forgetting([(*who, refusal.at)]))
    addresses = (await known_by(session, [who]))[who]
    await suppress_addresses(who[0], addresses, WITHDRAWN, hasher=hasher, session=session)


def _withdrawn(row: Row[Any], refusal: Refusal) -> dict[str, Any]:
    taken = step("withdrawn", refusal.at, refusal.actor, kind=refusal.kind)
    return {"business_id": row.business_id, "id": row.id, "status": "withdrawn", "step": taken}


def _event(row: Row[Any], refusal: Refusal) -> ReferralWithdrawn:
    return ReferralWithdrawn(
        business_id=row.business_id,
        referral_id=row.id,
        was=row.status,
        reason=refusal.kind,
        actor=refusal.actor,
        withdrawn_at=refusal.at,
    )
