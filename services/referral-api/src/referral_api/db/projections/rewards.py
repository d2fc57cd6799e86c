"""Rewards as rewards-worker last told of them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    func,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import next_tx
from referral_api.db.columns import NOW
from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.db.people.filtering import equals
from referral_api.db.projections.decisions import reward_decision
from referral_api.db.projections.donations import donations_beside
from referral_api.db.projections.payouts import payouts_beside
from referral_api.db.rows import as_json
from referral_api.db.single import one_or_none
from referral_api.domain.explaining.payouts import OPEN
from referral_api.domain.page import Page

reward = Table(
    "reward",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    # The worker's count; what is older is not taken in.
    Column("version", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("beneficiary_id", Uuid),
    Column("to", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("currency", Text),
    Column("amount_minor", BigInteger),
    Column("original_minor", BigInteger),
    Column("recovery_minor", BigInteger),
    Column("points", Integer),
    Column("percent_off", Text),
    Column("referral_id", Uuid, nullable=False),
    Column("sale_id", Uuid),
    Column("program_id", Uuid, nullable=False),
    Column("program_version", Integer, nullable=False),
    Column("rule", Text, nullable=False),
    Column("hold_until", DateTime(timezone=True)),
    Column("reason", Text),
    Column("verdict", JSONB, nullable=False),
    # By whom and under which reference it was handed over; never what was.
    Column("provider", Text),
    Column("provider_ref", Text),
    # What it has on the accounts of its beneficiary, and out to them.
    Column("balances", JSONB),
    # The place of the last decision about it, which this service says.
    Column("decided_seq", BigInteger, nullable=False, server_default="0"),
    Column("decided_last_tx", BigInteger, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    PrimaryKeyConstraint("business_id", "id"),
)
Index("reward_referral", reward.c.business_id, reward.c.referral_id)
Index("reward_sale", reward.c.business_id, reward.c.sale_id)
Index("reward_beneficiary", reward.c.business_id, reward.c.beneficiary_id)

_SAVE = text("""
    insert into reward as r (
        business_id, id, version, status, beneficiary_id, "to", kind, currency, amount_minor,
        original_minor, recovery_minor, points, percent_off, referral_id, sale_id, program_id,
        program_version, rule, hold_until, reason, verdict, provider, provider_ref, balances,
        created_at, updated_at)
    select business_id, id, version, status, beneficiary_id, "to", kind, currency, amount_minor,
           original_minor, recovery_minor, points, percent_off, referral_id, sale_id, program_id,
           program_version, rule, hold_until, reason, verdict, provider, provider_ref, balances,
           created_at, updated_at
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, version bigint, status text, beneficiary_id uuid, "to" text,
        kind text, currency text, amount_minor bigint, original_minor bigint,
        recovery_minor bigint, points int, percent_off text, referral_id uuid, sale_id uuid,
        program_id uuid, program_version int, rule text, hold_until timestamptz, reason text,
        verdict jsonb, provider text, provider_ref text, balances jsonb,
        created_at timestamptz, updated_at timestamptz)
    order by business_id, id
    on conflict (business_id, id) do update
    set version = excluded.version, status = excluded.status, kind = excluded.kind,
        amount_minor = excluded.amount_minor, recovery_minor = excluded.recovery_minor,
        points = excluded.points, percent_off = excluded.percent_off,
        hold_until = excluded.hold_until, reason = excluded.reason, verdict = excluded.verdict,
        provider = coalesce(excluded.provider, r.provider),
        provider_ref = coalesce(excluded.provider_ref, r.provider_ref),
        balances = excluded.balances, updated_at = excluded.updated_at
    where excluded.version > r.version
""")


# The snapshot of an approved reward is the last one before its payout is opened, and each that
# follows knows better: what comes late never takes it back to `approved`.
_NOTE_ISSUING = text("""
    update reward r set status = 'issuing'
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (business_id uuid, reward_id uuid)
    where (n.business_id, n.reward_id) = (r.business_id, r.id) and r.status = 'approved'
      and exists (
        select from payout p where (p.business_id, p.reward_id) = (r.business_id, r.id)
          and p.version > r.version and p.status = any(cast(:open as text[])))
""")


async def save_rewards(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep rewards as they were told, at most one row each; what is older is left out."""
    await session.execute(_SAVE, {"rows": as_json(rows)})
    approved = [{**one, "reward_id": one["id"]} for one in rows if one["status"] == "approved"]
    await note_issuing(session, approved)


async def note_issuing(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Show as being handed over those of these rewards whose payout was opened since."""
    keys = [{name: one[name] for name in ("business_id", "reward_id")} for one in rows]
    if keys:
        await session.execute(_NOTE_ISSUING, {"rows": as_json(keys), "open": sorted(OPEN)})


async def list_rewards(
    session: AsyncSession, business_id: UUID, filters: Mapping[str, Any], page: Page
) -> Paged:
    """Rewards whose columns equal `filters`."""
    statement = _shown(business_id)
    for column, value in filters.items():
        statement = statement.where(equals(reward, column, value, business_id))
    return await read_page(session, statement, reward, page)


async def reward_of(session: AsyncSession, business_id: UUID, reward_id: UUID) -> Row[Any] | None:
    return await one_or_none(session, _shown(business_id).where(reward.c.id == reward_id))


async def next_decision(
    session: AsyncSession, business_id: UUID, reward_id: UUID
) -> Row[Any] | None:
    """The next place among the decisions about a reward, held until the transaction ends; None
    where we know no such reward."""
    tx = text(next_tx("decided_last_tx"))
    statement = (
        update(reward)
        .where(reward.c.business_id == business_id, reward.c.id == reward_id)
        .values(decided_seq=reward.c.decided_seq + 1, decided_last_tx=tx)
    )
    return await one_or_none(session, statement.returning(reward))


def _shown(business_id: UUID) -> Select[Any]:
    """Rewards, each with the last decision about it in columns that begin with `decision_`, its
    `payouts` and `donations`, and in `told_version` and `told_at` what was told last, of it or of
    its payouts."""
    last = (
        (reward_decision.c.business_id == reward.c.business_id)
        & (reward_decision.c.reward_id == reward.c.id)
        & (reward_decision.c.seq == reward.c.decided_seq)
    )
    decision = [column.label(f"decision_{column.name}") for column in reward_decision.c]
    beside, gave = payouts_beside(reward), donations_beside(reward)
    told = [
        func.greatest(reward.c.version, beside.c.version).label("told_version"),
        func.greatest(reward.c.updated_at, beside.c.updated_at).label("told_at"),
    ]
    return (
        select(reward, beside.c.payouts, gave.c.donations, *told, *decision)
        .outerjoin(reward_decision, last)
        .join(beside, true())
        .join(gave, true())
        .where(reward.c.business_id == business_id)
    )
