"""Attempts: every call to an endpoint, and what it answered."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.domain.page import Page

dispatch_attempt = Table(
    "dispatch_attempt",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("dispatch_id", Uuid, nullable=False),
    Column("endpoint_id", Uuid, nullable=False),
    Column("event_id", Uuid, nullable=False),
    # None: nothing was answered.
    Column("status_code", SmallInteger),
    # None: it came through.
    Column("failure", Text),
    Column("took_ms", Integer, nullable=False),
    # The beginning of the answer, in the receiver's own words.
    Column("answer", Text, nullable=False),
    created_column(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(
        ["business_id", "dispatch_id"],
        ["dispatch.business_id", "dispatch.id"],
        ondelete="CASCADE",
    ),
)
Index(
    "dispatch_attempt_of_endpoint",
    dispatch_attempt.c.business_id,
    dispatch_attempt.c.endpoint_id,
    dispatch_attempt.c.id,
)
Index(
    "dispatch_attempt_of_dispatch", dispatch_attempt.c.business_id, dispatch_attempt.c.dispatch_id
)


async def add_attempt(session: AsyncSession, values: Mapping[str, Any]) -> None:
    await session.execute(insert(dispatch_attempt).values(values))


async def list_attempts(
    session: AsyncSession, business_id: UUID, filters: Mapping[str, Any], page: Page
) -> Paged:
    """Attempts whose columns equal `filters`."""
    statement = select(dispatch_attempt).where(dispatch_attempt.c.business_id == business_id)
    for column, value in filters.items():
        statement = statement.where(dispatch_attempt.c[column] == value)
    return await read_page(session, statement, dispatch_attempt, page)


async def empty_answers(session: AsyncSession, business_id: UUID) -> None:
    """Take what receivers answered, whomever it names."""
    await session.execute(
        update(dispatch_attempt)
        .where(dispatch_attempt.c.business_id == business_id)
        .where(dispatch_attempt.c.answer != "")
        .values(answer="")
    )
