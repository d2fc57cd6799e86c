"""How soon issues were answered, as it was measured."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.rows import as_json

_STOP = text("""
    update issue i set
        replied_at = coalesce(i.replied_at, e.replied_at),
        reply_s = coalesce(i.reply_s, e.reply_s),
        reply_working_s = coalesce(i.reply_working_s, e.reply_working_s),
        settled_at = coalesce(i.settled_at, e.settled_at),
        settled_s = coalesce(i.settled_s, e.settled_s),
        settled_working_s = coalesce(i.settled_working_s, e.settled_working_s),
        version = i.version + :steps, updated_at = now()
    from jsonb_to_recordset(cast(:rows as jsonb)) as e (
        of_business uuid, of_issue uuid, replied_at timestamptz, reply_s bigint,
        reply_working_s bigint, settled_at timestamptz, settled_s bigint, settled_working_s bigint)
    where (i.business_id, i.id) = (e.of_business, e.of_issue)
    returning i.*
""")

IssueKey = tuple[UUID, UUID]
"""Business and issue."""


async def stop_clocks(
    session: AsyncSession, measured: Mapping[IssueKey, Mapping[str, Any]], *, steps: int
) -> dict[IssueKey, Row[Any]]:
    """The issues after what was measured of each, so many versions later; what was measured before
    stays."""
    rows = [{"of_business": b, "of_issue": i, **each} for (b, i), each in measured.items()]
    if not rows:
        return {}
    found = await session.execute(_STOP, {"rows": as_json(rows), "steps": steps})
    return {(row.business_id, row.id): row for row in found}
