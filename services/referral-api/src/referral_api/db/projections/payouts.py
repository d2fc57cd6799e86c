"""Payouts as rewards-worker last told of them: how a reward is handed over, never what."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
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

from referral_api.db.businesses.clocks import own_time
from referral_api.db.metadata import metadata
from referral_api.db.rows import as_json

payout = Table(
    "payout",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    # Not a foreign key: what is told of a payout may come before its reward.
    Column("reward_id", Uuid, nullable=False),
    # The worker's count, shared with the reward; what is older is not taken in.
    Column("version", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("provider", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("provider_ref", Text),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("business_id", "id"),
)
Index("payout_reward", payout.c.business_id, payout.c.reward_id)

_SAVE = text("""
    insert into payout as p (
        business_id, id, reward_id, version, generation, provider, status, provider_ref, updated_at)
    select business_id, id, reward_id, version, generation, provider, status, provider_ref, at
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, reward_id uuid, version bigint, generation int, provider text,
        status text, provider_ref text, at timestamptz)
    order by business_id, id
    on conflict (business_id, id) do update
    set version = excluded.version, status = excluded.status,
        provider_ref = excluded.provider_ref, updated_at = excluded.updated_at
    where excluded.version > p.version
""")


async def save_payouts(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep payouts as they were told, at most one row each; what is older is left out."""
    await session.execute(_SAVE, {"rows": as_json(rows)})


def payouts_beside(reward: Table) -> LateralFromClause:
    """For each reward one row: its `payouts`, the first generation first, each with `at` in the
    time of the business, and the `version` and `updated_at` of what was told of them last."""
    shown = ("id", "generation", "provider", "status", "provider_ref", "updated_at")
    fields: list[Any] = [part for name in shown for part in (name, payout.c[name])]
    fields += ["at", own_time(payout.c.business_id, payout.c.updated_at)]
    listed = func.jsonb_agg(
        aggregate_order_by(func.jsonb_build_object(*fields), payout.c.generation)
    )
    found = select(
        func.coalesce(listed, text("'[]'::jsonb")).label("payouts"),
        func.max(payout.c.version).label("version"),
        func.max(payout.c.updated_at).label("updated_at"),
    ).where(payout.c.business_id == reward.c.business_id, payout.c.reward_id == reward.c.id)
    return found.correlate(reward).lateral("beside")
