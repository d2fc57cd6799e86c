"""What correcting sales writes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import next_tx
from referral_api.db.rows import as_json

_CORRECT = text(f"""
    update sale s
    set gross_minor = n.gross_minor, net_minor = n.net_minor, net_basis = n.net_basis,
        refunded_minor = n.refunded_minor, items = n.items, tags = n.tags,
        metadata = n.metadata,
        reported_at = n.reported_at, seq = s.seq + n.events,
        last_tx = case when n.events > 0 then {next_tx("s.last_tx")}
                       else s.last_tx end,
        version = s.version + n.changes,
        updated_at = case when n.changes > 0 then now() else s.updated_at end
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, gross_minor bigint, net_minor bigint, net_basis text,
        refunded_minor bigint, items jsonb, tags text[], metadata jsonb,
        reported_at timestamptz, events int,
        changes int)
    where s.business_id = n.business_id and s.id = n.id
    returning s.id, s.seq, s.last_tx
""")  # noqa: S608 a constant of ours


async def correct_rows(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]]
) -> dict[UUID, Row[Any]]:
    """Write what holds of locked sales; the last seq and last_tx of each."""
    return {row.id: row for row in await session.execute(_CORRECT, {"rows": as_json(rows)})}
