"""Introductions that were asked for do not come for ever."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, jobs
from goodword.bus import Said, say
from goodword.events import ReferralExpired
from goodword.jobs import Job
from referral_api.db.referrals.referrals import lock_referrals, move_referrals
from referral_api.domain.referrals.introductions import (
    NOT_INTRODUCED,
    REQUESTED,
    introduction_of,
)
from referral_api.domain.referrals.referral import step
from referral_api.use_cases.referrals.timers import forgetting_after


async def expire_requests(due: Sequence[Job], *, session: AsyncSession) -> None:
    """Expire the referrals whose last request is the one that a job is about, and which nobody has
    introduced, refused or given up since."""
    about = {(job.business_id, UUID(job.payload["referral_id"])): job for job in due}
    rows = await lock_referrals(session, sorted(about))
    over = [row for row in rows if _waits_still(row, about[row.business_id, row.id])]
    if not over:
        return
    now = await clock.now_of(session, {row.business_id for row in over})
    taken = {row.id: _taken(now[row.business_id]) for row in over}
    moved = await move_referrals(session, [_expired(row, taken[row.id]) for row in over])
    await say(
        session,
        [
            Said(_event(row, now[row.business_id]), moved[row.id].seq, moved[row.id].last_tx)
            for row in over
        ],
    )
    await jobs.add(session, [job for row in over for job in forgetting_after(row, taken[row.id])])


def _waits_still(row: Row[Any], job: Job) -> bool:
    requested_at = introduction_of(row.steps).requested_at
    asked = datetime.fromisoformat(job.payload["requested_at"])
    return row.status in REQUESTED and requested_at == asked


def _taken(at: datetime) -> dict[str, Any]:
    return step("expired", at, "system", kind=NOT_INTRODUCED)


def _expired(row: Row[Any], taken: dict[str, Any]) -> dict[str, Any]:
    return {"business_id": row.business_id, "id": row.id, "status": "expired", "step": taken}


def _event(row: Row[Any], at: datetime) -> ReferralExpired:
    return ReferralExpired(
        business_id=row.business_id,
        referral_id=row.id,
        was=row.status,
        reason=NOT_INTRODUCED,
        expired_at=at,
    )
