"""Payouts that wait for a person, and how long payouts have been open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.setups import MANUAL
from rewards_worker.domain.payout import OPEN, PayoutState
from rewards_worker.domain.worth import Worth, worth

WAITING_PAYOUTS = """
create or replace function waiting_payouts()
returns table (business_id uuid, id uuid, reward_id uuid, amount bigint, currency text,
               state text, provider text, idem_key uuid, attention text, attention_at timestamptz)
language sql stable security definer set search_path = rewards, pg_catalog, pg_temp as $$
    select business_id, id, reward_id, amount, currency, state, provider, idem_key, attention,
           attention_at
    from payout where attention is not null order by attention_at, id
$$
"""
"""Those of all businesses: whoever settles them works for all, and is told only what they need."""

_WAITING = text("select * from waiting_payouts()")
_BUSINESS = text("select business_id from waiting_payouts() where id = :id")
_COUNT = text("select count(*) from payout where attention is not null")
_OLDEST = text("""
    select coalesce(now() - min(opened_at), interval '0') from payout
    where state = any(cast(:open as text[])) and provider <> :manual
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A payout that waits for a person: since when, and why; its provider knows its `idem_key`."""

    business_id: UUID
    id: UUID
    reward_id: UUID
    amount: Worth
    state: PayoutState
    provider: str
    idem_key: UUID
    attention: str
    attention_at: datetime


async def waiting_payouts(session: AsyncSession) -> list[Waiting]:
    """Of all businesses, the longest waiting first."""
    rows = await session.execute(_WAITING)
    return [_read(dict(row._mapping)) for row in rows]


async def business_of_waiting(session: AsyncSession, payout_id: UUID) -> UUID | None:
    """Whose it is; None where no such payout waits for a person."""
    found: UUID | None = await session.scalar(_BUSINESS, {"id": payout_id})
    return found


async def payouts_for_a_person(session: AsyncSession) -> int:
    """How many payouts of this transaction's businesses only a person can settle."""
    return int(await session.scalar(_COUNT) or 0)


async def oldest_open(session: AsyncSession) -> timedelta:
    """How long the oldest open payout of this transaction's businesses has been open; 0 if none.

    Those that people hand over take days, and their tasks say when they are overdue.
    """
    found = await session.scalar(
        _OLDEST, {"open": [state.value for state in OPEN], "manual": MANUAL}
    )
    return found if isinstance(found, timedelta) else timedelta(0)


def _read(fields: dict[str, Any]) -> Waiting:
    amount = worth(fields.pop("amount"), fields.pop("currency"))
    return Waiting(**fields | {"state": PayoutState(fields["state"]), "amount": amount})
