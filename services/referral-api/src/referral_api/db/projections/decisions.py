"""What people decided about rewards, and what rewards-worker made of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    insert,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata
from referral_api.db.rows import as_json
from referral_api.db.single import one

reward_decision = Table(
    "reward_decision",
    metadata,
    Column("business_id", Uuid, nullable=False),
    # That of the event which says it.
    Column("id", Uuid, nullable=False),
    Column("reward_id", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("decision", Text, nullable=False),
    Column("choice", Text),
    Column("actor", Text, nullable=False),
    # Their own words, which stay here.
    Column("reason", Text),
    # said, applied, or refused with what follows.
    Column("status", Text, nullable=False),
    Column("current", Text),
    Column("allowed", JSONB),
    Column("refusal", Text),
    created_column(),
    Column("settled_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("business_id", "id"),
    UniqueConstraint("business_id", "reward_id", "seq", name="reward_decision_once"),
)

_SETTLE = text("""
    update reward_decision d
    set status = n.status, current = n.current, allowed = n.allowed, refusal = n.refusal,
        settled_at = n.settled_at
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, status text, current text, allowed jsonb, refusal text,
        settled_at timestamptz)
    where (n.business_id, n.id) = (d.business_id, d.id) and d.status = 'said'
""")


async def add_decision(session: AsyncSession, values: Mapping[str, Any]) -> Row[Any]:
    """A decision that was just said."""
    statement = insert(reward_decision).values(status="said", **values)
    return await one(session, statement.returning(reward_decision))


async def settle_decisions(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what came of decisions; the first word about each counts."""
    if rows:
        await session.execute(_SETTLE, {"rows": as_json(rows)})
