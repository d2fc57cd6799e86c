"""Clicks on participants' links: that somebody followed one, and when; never who."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    insert,
)
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata

click = Table(
    "click",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("participant_id", Uuid, nullable=False),
    Column("clicked_at", DateTime(timezone=True), nullable=False),
    # A keyed hash of address and user agent, which tells visits of one day apart and nothing else.
    Column("visitor", Text),
    created_column(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(
        ["business_id", "participant_id"], ["participant.business_id", "participant.id"]
    ),
    Index("click_participant", "business_id", "participant_id", "clicked_at"),
    Index("click_age", "created_at"),
)


async def add_click(
    session: AsyncSession, follower: Row[Any], click_id: UUID, at: datetime
) -> None:
    """Somebody followed a participant's link."""
    values = {
        "business_id": follower.business_id,
        "id": click_id,
        "participant_id": follower.id,
        "clicked_at": at,
    }
    await session.execute(insert(click).values(values))
