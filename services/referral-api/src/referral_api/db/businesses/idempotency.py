"""Answers kept for 24 hours under the caller's Idempotency-Key, so that a repeat gets the same."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Row,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import SEALED
from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata

idempotency = Table(
    "idempotency",
    metadata,
    # No foreign key: calls of the platform have no business and use the nil id.
    Column("business_id", Uuid, nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    # Sealed: an answer may hold personal data, or a key that is shown once.
    Column("sealed", Text, nullable=False, info=SEALED),
    created_column(),
    PrimaryKeyConstraint("business_id", "key"),
    Index("idempotency_age", "created_at"),
)

AT_ONCE = 5000
"""How many answers are forgotten in one transaction."""

PRUNE_IDEMPOTENCY = f"""
create or replace function prune_idempotency() returns int
language sql security definer set search_path = referral, pg_catalog as $$
    with pruned as (
        delete from idempotency where (business_id, key) in (
            select business_id, key from idempotency
            where created_at < now() - interval '24 hours' limit {AT_ONCE})
        returning 1)
    select count(*)::int from pruned
$$
"""  # noqa: S608 a number of ours

# Without waiting: the first request may take its time, and the second should hear of it.
_CLAIM = text("""
    select pg_try_advisory_xact_lock(hashtextextended(cast(:business_id as text) || :key, 5))
""")
_KEPT = text("""
    select fingerprint, status, headers, sealed from idempotency
    where business_id = :business_id and key = :key and created_at > now() - interval '24 hours'
""")
_KEEP = text("""
    insert into idempotency (business_id, key, fingerprint, status, headers, sealed)
    values (:business_id, :key, :fingerprint, :status, cast(:headers as jsonb), :sealed)
    on conflict (business_id, key) do update
    set fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
        sealed = excluded.sealed, created_at = excluded.created_at
""")
_PRUNE = text("select prune_idempotency()")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is kept; `headers` is JSON."""

    fingerprint: bytes
    status: int
    headers: str
    sealed: str


async def claim_key(session: AsyncSession, business_id: UUID, key: str) -> bool:
    """Hold the key until the transaction ends; False where another transaction holds it."""
    claimed = await session.scalar(_CLAIM, {"business_id": str(business_id), "key": key})
    return bool(claimed)


async def kept_answer(session: AsyncSession, business_id: UUID, key: str) -> Row[Any] | None:
    """The answer kept under a key that was claimed, if there is one."""
    found = await session.execute(_KEPT, {"business_id": business_id, "key": key})
    return found.one_or_none()


async def keep_answer(session: AsyncSession, business_id: UUID, key: str, kept: Kept) -> None:
    await session.execute(
        _KEEP,
        {
            "business_id": business_id,
            "key": key,
            "fingerprint": kept.fingerprint,
            "status": kept.status,
            "headers": kept.headers,
            "sealed": kept.sealed,
        },
    )


async def prune_answers(session: AsyncSession) -> int:
    """Forget some of the answers that are older than 24 hours; how many these were."""
    return int(await session.scalar(_PRUNE) or 0)
