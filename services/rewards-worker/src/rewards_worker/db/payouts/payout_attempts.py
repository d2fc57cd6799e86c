"""Attempts at payouts: written down before a request leaves, and when its answer is there."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db.payouts.payouts import Payout

_BEGIN_ATTEMPT = text("""
    insert into payout_attempt (business_id, payout_id, n)
    select :business_id, :id, coalesce(max(n), 0) + 1 from payout_attempt
    where business_id = :business_id and payout_id = :id
    returning n
""")
_END_ATTEMPT = text("""
    update payout_attempt set ended_at = now(), outcome = :outcome, http_status = :http_status,
                              detail = cast(:detail as jsonb)
    where business_id = :business_id and payout_id = :id and n = :n and outcome is null
""")


async def begin_attempt(session: AsyncSession, business_id: UUID, payout_id: UUID) -> int:
    """Write down that the request is about to leave; the attempt's number."""
    keys = {"business_id": business_id, "id": payout_id}
    number: int = (await session.execute(_BEGIN_ATTEMPT, keys)).scalar_one()
    return number


async def end_attempt(
    session: AsyncSession, payout: Payout, number: int, outcome: str, **detail: Any
) -> None:
    """Write down how an attempt ended. `detail` holds no secret and no words of a request."""
    await session.execute(
        _END_ATTEMPT,
        {
            "business_id": payout.business_id,
            "id": payout.id,
            "n": number,
            "outcome": outcome,
            "http_status": detail.pop("http_status", None),
            "detail": orjson.dumps(detail).decode() if detail else None,
        },
    )
