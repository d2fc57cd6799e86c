"""Deliveries: inbound webhooks as they came. The table is the queue of what is to be applied."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from referral_api.db.columns import NOW, created_column
from referral_api.db.metadata import metadata
from referral_api.db.rows import as_json

delivery = Table(
    "delivery",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("connection_id", Uuid, nullable=False),
    # The sender's own id of the delivery, or a hash of it where there is none.
    Column("external_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="received"),
    Column("reason", Text),
    Column("raw", LargeBinary, nullable=False),
    Column("headers", JSONB, nullable=False),
    # TypeIDs of what came of it.
    Column("facts", ARRAY(Text), nullable=False, server_default="{}"),
    # Whether what it reports of letters was passed on: a replay passes on nothing.
    Column("reported", Boolean, nullable=False, server_default=text("false")),
    # We sent it ourselves, to try the connection.
    Column("test", Boolean, nullable=False, server_default=text("false")),
    Column("traceparent", Text),
    Column("waits_for", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("version", BigInteger, nullable=False, server_default="1"),
    # Since then what came is gone, since it named somebody who was erased.
    Column("erased_at", DateTime(timezone=True)),
    created_column(),
    # When it entered the queue, last by a replay: the days that it may wait count from here.
    Column("queued_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("next_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    PrimaryKeyConstraint("business_id", "id"),
    UniqueConstraint("business_id", "connection_id", "external_id"),
    ForeignKeyConstraint(
        ["business_id", "connection_id"], ["connection.business_id", "connection.id"]
    ),
    CheckConstraint(
        "status in ('received', 'applied', 'ignored', 'waiting', 'failed')", name="delivery_status"
    ),
)
Index(
    "delivery_queue",
    delivery.c.next_at,
    postgresql_where=text("status in ('received', 'waiting')"),
)
Index(
    "delivery_waiting",
    delivery.c.business_id,
    delivery.c.waits_for,
    postgresql_where=text("status = 'waiting'"),
)
# By when it was settled, to count those that failed and to find those that have been kept enough.
Index(
    "delivery_settled",
    delivery.c.status,
    delivery.c.updated_at,
    postgresql_where=text("status in ('applied', 'ignored', 'failed')"),
)

CLAIM_DELIVERIES = """
create or replace function claim_deliveries(at_most int, at_most_bytes bigint)
returns table (business_id uuid, id uuid, source text, settings jsonb, topic text, raw bytea,
               traceparent text, attempts int, version bigint, expired boolean, test boolean)
language sql volatile security definer set search_path = referral, pg_catalog as $$
    with due as (
        select d.business_id, d.id, d.next_at, octet_length(d.raw) as size from delivery d
        where d.status in ('received', 'waiting') and d.next_at <= now()
        order by d.next_at, d.id limit at_most for update skip locked
    ), measured as (
        select due.*, sum(size) over (order by next_at, id) - size as before from due
    )
    select d.business_id, d.id, c.source, c.settings, d.topic, d.raw, d.traceparent, d.attempts,
           d.version,
           d.queued_at < now() - interval '7 days', d.test
    from measured m join delivery d using (business_id, id)
    join connection c on c.business_id = d.business_id and c.id = d.connection_id
    where m.before < at_most_bytes order by m.next_at, m.id
$$
"""
"""Claims across businesses, the oldest first; not more than would fit into memory."""

FUNCTIONS = (CLAIM_DELIVERIES,)

# In the order of the key, so that two processes with the same deliveries never wait in a circle.
# The statement may be a transaction of its own, so it also says whose rows it is for.
_INSERT = text("""
    with scoped as materialized (select set_config('goodword.businesses', :businesses, true))
    insert into delivery (business_id, id, connection_id, external_id, topic, raw, headers,
                          traceparent, test)
    select n.business_id, n.id, n.connection_id, n.external_id, n.topic, n.raw,
           n.headers::jsonb, n.traceparent, n.test
    from scoped cross join unnest(
        cast(:business_ids as uuid[]), cast(:ids as uuid[]), cast(:connection_ids as uuid[]),
        cast(:external_ids as text[]), cast(:topics as text[]), cast(:raws as bytea[]),
        cast(:headerss as text[]), cast(:traceparents as text[]), cast(:tests as bool[])
    ) as n (business_id, id, connection_id, external_id, topic, raw, headers, traceparent, test)
    order by n.business_id, n.connection_id, n.external_id
    on conflict (business_id, connection_id, external_id) do nothing
    returning id
""")
_CLAIM = text("select * from claim_deliveries(:at_most, :at_most_bytes)")
_SETTLE = text("""
    update delivery d
    set status = s.status, reason = s.reason, facts = s.facts, waits_for = s.waits_for,
        attempts = d.attempts + 1, next_at = now() + make_interval(secs => s.again_s),
        version = d.version + 1, updated_at = now()
    from jsonb_to_recordset(cast(:rows as jsonb)) as s (
        business_id uuid, id uuid, status text, reason text, facts text[], waits_for text,
        again_s int)
    where d.business_id = s.business_id and d.id = s.id
""")
_WAKE = text("""
    update delivery d set next_at = now()
    from unnest(cast(:business_ids as uuid[]), cast(:refs as text[])) as w (business_id, ref)
    where d.status = 'waiting' and d.business_id = w.business_id and d.waits_for = w.ref
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A webhook that was verified; `headers` is JSON."""

    business_id: UUID
    id: UUID
    connection_id: UUID
    external_id: str
    topic: str
    raw: bytes
    headers: str
    traceparent: str | None
    test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What came of a delivery; `again_s` is when it is tried again if it waits."""

    business_id: UUID
    id: UUID
    status: str
    reason: str | None = None
    facts: Sequence[str] = field(default_factory=tuple)
    waits_for: str | None = None
    again_s: int = 0


async def insert_deliveries(
    connection: AsyncConnection | AsyncSession, deliveries: Sequence[NewDelivery]
) -> set[UUID]:
    """Keep deliveries, by one statement; the ids of those that are new. The others were here
    before.

    On a connection of `db.alone()` they are committed when this returns.
    """
    businesses = {str(each.business_id) for each in deliveries}
    rows = await connection.execute(
        _INSERT,
        {
            "businesses": "{" + ",".join(businesses) + "}",
            "business_ids": [each.business_id for each in deliveries],
            "ids": [each.id for each in deliveries],
            "connection_ids": [each.connection_id for each in deliveries],
            "external_ids": [each.external_id for each in deliveries],
            "topics": [each.topic for each in deliveries],
            "raws": [each.raw for each in deliveries],
            "headerss": [each.headers for each in deliveries],
            "traceparents": [each.traceparent for each in deliveries],
            "tests": [each.test for each in deliveries],
        },
    )
    return set(rows.scalars())


async def claim_deliveries(
    session: AsyncSession, at_most: int, at_most_bytes: int
) -> Sequence[Row[Any]]:
    """Deliveries of any business that are due, held until the transaction ends."""
    found = await session.execute(_CLAIM, {"at_most": at_most, "at_most_bytes": at_most_bytes})
    return found.all()


async def settle_deliveries(session: AsyncSession, settled: Sequence[Settled]) -> None:
    """Write what came of claimed deliveries."""
    rows = [
        {
            "business_id": each.business_id,
            "id": each.id,
            "status": each.status,
            "reason": each.reason,
            "facts": list(each.facts),
            "waits_for": each.waits_for,
            "again_s": each.again_s,
        }
        for each in settled
    ]
    await session.execute(_SETTLE, {"rows": as_json(rows)})


async def wake_deliveries(session: AsyncSession, awaited: Sequence[tuple[UUID, str]]) -> None:
    """Let deliveries be tried again that wait for any of these (business, what).

    A wake-up may be missed, by a delivery that another transaction is just putting to wait: its
    backoff is the guarantee.
    """
    await session.execute(
        _WAKE,
        {"business_ids": [each[0] for each in awaited], "refs": [each[1] for each in awaited]},
    )
