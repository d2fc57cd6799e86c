"""Finding payouts by the key that goes out with them, and the open ones of rewards; unlocked."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.domain.payout import OPEN

_OF_KEYS = text("""
    select p.business_id, p.id, p.reward_id, p.idem_key from payout p
    join unnest(cast(:businesses as uuid[]), cast(:keys as uuid[])) as e (business_id, idem_key)
      using (business_id, idem_key)
""")
_OPEN = text("""
    select p.business_id, p.id, p.reward_id, p.idem_key from payout p
    join unnest(cast(:businesses as uuid[]), cast(:rewards as uuid[])) as e (business_id, reward_id)
      using (business_id, reward_id)
    where p.state = any(cast(:open as text[]))
""")


async def payouts_of_keys(
    session: AsyncSession, keys: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Row[Any]]:
    """business_id, id, reward_id and idem_key of payouts, by business and key."""
    wanted = list(keys)
    parameters = {"businesses": [b for b, _ in wanted], "keys": [key for _, key in wanted]}
    rows = await session.execute(_OF_KEYS, parameters)
    return {(row.business_id, row.idem_key): row for row in rows}


async def open_payouts_of(
    session: AsyncSession, rewards: Iterable[tuple[UUID, UUID]]
) -> list[Row[Any]]:
    """The same of payouts of these rewards whose end is not known yet."""
    wanted = list(rewards)
    parameters = {
        "businesses": [business_id for business_id, _ in wanted],
        "rewards": [reward_id for _, reward_id in wanted],
        "open": [state.value for state in OPEN],
    }
    return list(await session.execute(_OPEN, parameters))
