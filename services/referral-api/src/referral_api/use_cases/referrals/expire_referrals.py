"""The windows of referrals end."""

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
from referral_api.domain.referrals.referral import step
from referral_api.domain.referrals.states import may_move
from referral_api.use_cases.referrals.timers import forgetting_after


async def expire_referrals(due: Sequence[Job], *, session: AsyncSession) -> None:
    """Expire those whose window is over on their business's clock and of which nothing has come.
    One whose window was moved meanwhile has another timer."""
    wanted = {(job.business_id, UUID(job.payload["referral_id"])) for job in due}
    now = await clock.now_of(session, {business_id for business_id, _ in wanted})
    rows = await lock_referrals(session, sorted(wanted))
    over = [row for row in rows if _is_over(row, now[row.business_id])]
    if not over:
        return
    moved = await move_referrals(session, [_expired(row) for row in over])
    await say(
        session, [Said(_event(row), moved[row.id].seq, moved[row.id].last_tx) for row in over]
    )
    await jobs.add(session, [job for row in over for job in forgetting_after(row, _taken(row))])


def _is_over(row: Row[Any], now: datetime) -> bool:
    ends_at = row.window_ends_at
    return ends_at is not None and ends_at <= now and may_move(row.status, "expired")


def _taken(row: Row[Any]) -> dict[str, Any]:
    return step("expired", row.window_ends_at, "system", kind="window_passed")


def _expired(row: Row[Any]) -> dict[str, Any]:
    return {"business_id": row.business_id, "id": row.id, "status": "expired", "step": _taken(row)}


def _event(row: Row[Any]) -> ReferralExpired:
    return ReferralExpired(
        business_id=row.business_id,
        referral_id=row.id,
        was=row.status,
        reason="window_passed",
        expired_at=row.window_ends_at,
    )
