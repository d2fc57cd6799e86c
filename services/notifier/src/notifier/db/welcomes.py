"""Whose terms have left in writing."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.welcome_letter import KIND

_WELCOMED = text("""
    select distinct m.business_id, m.object_id from message m
    join unnest(cast(:businesses as uuid[]), cast(:participants as text[]))
        as e (business_id, object_id) on (e.business_id, e.object_id) = (m.business_id, m.object_id)
    where m.kind = :kind and m.state in ('sent', 'unconfirmed')
""")

Participant = tuple[UUID, str]
"""A business, and a participant of it as shown."""


async def welcomed(
    session: AsyncSession, participants: Collection[Participant]
) -> set[Participant]:
    """Those of these participants whose welcome has left, or may have."""
    wanted = {
        "kind": KIND,
        "businesses": [business_id for business_id, _ in participants],
        "participants": [shown for _, shown in participants],
    }
    rows = await session.execute(_WELCOMED, wanted)
    return {(row.business_id, row.object_id) for row in rows}
