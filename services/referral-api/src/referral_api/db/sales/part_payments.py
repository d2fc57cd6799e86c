"""What sources said of orders before they were paid in full."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.rows import as_json

# The same report may come twice, in one batch too; of two of one moment the greater holds.
_SAVE = text("""
    insert into part_payment as p (business_id, source, external_id, reported_at, currency,
                                   gross_minor, paid_minor, cancelled)
    select business_id, source, external_id, reported_at, max(currency), max(gross_minor),
           max(paid_minor), bool_or(cancelled)
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, source text, external_id text, reported_at timestamptz, currency text,
        gross_minor bigint, paid_minor bigint, cancelled boolean)
    group by business_id, source, external_id, reported_at
    order by business_id, source, external_id, reported_at
    on conflict (business_id, source, external_id, reported_at) do update
    set gross_minor = greatest(p.gross_minor, excluded.gross_minor),
        paid_minor = greatest(p.paid_minor, excluded.paid_minor),
        cancelled = p.cancelled or excluded.cancelled
""")


async def save_part_payments(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep reports, each once, in whatever order they come."""
    if rows:
        await session.execute(_SAVE, {"rows": as_json(rows)})
