"""Donations that were made in somebody's name, as rewards-worker told of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import LateralFromClause

from referral_api.db.metadata import metadata
from referral_api.db.rows import as_json

donation = Table(
    "donation",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("payout_id", Uuid, nullable=False),
    # Not a foreign key: what is told may come before its reward.
    Column("reward_id", Uuid, nullable=False),
    Column("provider", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("charity_registration", Text),
    Column("receipt_ref", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("business_id", "payout_id"),
)
Index("donation_reward", donation.c.business_id, donation.c.reward_id)

_KEEP = text("""
    insert into donation (business_id, payout_id, reward_id, provider, currency, amount_minor,
                          charity_registration, receipt_ref, made_at)
    select * from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, payout_id uuid, reward_id uuid, provider text, currency text,
        amount_minor bigint, charity_registration text, receipt_ref text, made_at timestamptz)
    order by business_id, payout_id
    on conflict (business_id, payout_id) do nothing
""")


async def keep_donations(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep donations as they were told; of each payout there is one for ever."""
    await session.execute(_KEEP, {"rows": as_json(rows)})


def donations_beside(reward: Table) -> LateralFromClause:
    """For each reward one row: its `donations`, the oldest first."""
    shown = ("payout_id", "provider", "currency", "amount_minor", "charity_registration")
    fields = [
        part for name in (*shown, "receipt_ref", "made_at") for part in (name, donation.c[name])
    ]
    listed = func.jsonb_agg(
        aggregate_order_by(func.jsonb_build_object(*fields), donation.c.made_at)
    )
    found = select(func.coalesce(listed, text("'[]'::jsonb")).label("donations")).where(
        donation.c.business_id == reward.c.business_id, donation.c.reward_id == reward.c.id
    )
    return found.correlate(reward).lateral("gave")
