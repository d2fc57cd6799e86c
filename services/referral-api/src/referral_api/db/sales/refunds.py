"""What recording refunds reads and writes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import next_tx
from referral_api.db.rows import as_json

# In sorted order, so that two batches never wait for each other in a circle.
_LOCK = text("""
    with wanted as (
        select * from jsonb_to_recordset(cast(:rows as jsonb)) as w (
            business_id uuid, id uuid, source text, external_id text)
    )
    select s.business_id, s.id, s.source, s.external_id, s.currency, s.gross_minor, s.net_minor,
           s.net_basis, s.refunded_minor, s.items, s.tags, s.reported_at,
           s.metadata
    from sale s where (s.business_id, s.id) in (
        select business_id, id from sale join wanted using (business_id, id)
        union
        select business_id, sale.id from sale join wanted using (business_id, source, external_id))
    order by s.business_id, s.id for update of s
""")
_KNOWN = text("""
    select r.* from refund r
    join unnest(cast(:business_ids as uuid[]), cast(:sale_ids as uuid[]))
      as w (business_id, sale_id) using (business_id, sale_id)
""")
_SAVE = text("""
    insert into refund (business_id, id, sale_id, external_id, amount_minor, status, occurred_at,
                        reported_at, reason)
    select business_id, id, sale_id, external_id, amount_minor, status, occurred_at, reported_at,
           reason
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, sale_id uuid, external_id text, amount_minor bigint,
        status text, occurred_at timestamptz, reported_at timestamptz, reason text)
    on conflict (business_id, sale_id, external_id) do update
    set amount_minor = excluded.amount_minor, status = excluded.status,
        occurred_at = excluded.occurred_at, reported_at = excluded.reported_at,
        reason = excluded.reason
""")
_TOTAL = text(f"""
    update sale s
    set refunded_minor = n.refunded_minor, seq = s.seq + n.events, last_tx = {next_tx()},
        version = s.version + 1, updated_at = now()
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, refunded_minor bigint, events int)
    where s.business_id = n.business_id and s.id = n.id
    returning s.id, s.seq, s.last_tx
""")  # noqa: S608 a constant of ours


async def lock_sales(
    session: AsyncSession, wanted: Sequence[Mapping[str, Any]]
) -> Sequence[Row[Any]]:
    """Sales named by our id or by source and external id, held until the transaction ends."""
    return (await session.execute(_LOCK, {"rows": as_json(wanted)})).all()


async def refunds_of(
    session: AsyncSession, sales: Sequence[tuple[UUID, UUID]]
) -> Sequence[Row[Any]]:
    """All refunds of these (business, sale)."""
    rows = await session.execute(
        _KNOWN,
        {"business_ids": [each[0] for each in sales], "sale_ids": [each[1] for each in sales]},
    )
    return rows.all()


async def save_refunds(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep refunds as they are known now."""
    await session.execute(_SAVE, {"rows": as_json(rows)})


async def save_totals(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]]
) -> dict[UUID, Row[Any]]:
    """Write what has gone back of sales that are locked, and count their `events`; the last seq
    and last_tx of each."""
    return {row.id: row for row in await session.execute(_TOTAL, {"rows": as_json(rows)})}
