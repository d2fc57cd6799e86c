"""Who did what: a row for each write or command that was done, with ids and never its content."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.domain.page import Page

audit = Table(
    "audit",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    # An API key's id, the operator, or `cli:` and the system's name of whoever gave a command.
    Column("actor", Text, nullable=False),
    # The method and the route, as `POST /v1/programs/{program_id}/publish`, or the command.
    Column("action", Text, nullable=False),
    # The id of what it was done to, or of what it made.
    Column("about", Text),
    # Of a request alone.
    Column("status", SmallInteger),
    Column("request_id", Text),
    created_column(),
    PrimaryKeyConstraint("business_id", "id"),
)
Index("audit_about", audit.c.business_id, audit.c.about)
Index("audit_actor", audit.c.business_id, audit.c.actor)
Index("audit_age", audit.c.created_at)

PRUNE_AUDIT = """
create or replace function prune_audit(keep_days int, at_most int) returns int
language sql volatile security definer set search_path = referral, pg_catalog as $$
    with pruned as (
        delete from audit where (business_id, id) in (
            select business_id, id from audit
            where created_at < now() - make_interval(days => keep_days) limit at_most)
        returning 1)
    select count(*)::int from pruned
$$
"""

_PRUNE = text("select prune_audit(:keep_days, :at_most)")


async def add_deeds(session: AsyncSession, deeds: Sequence[Mapping[str, Any]]) -> None:
    """Note what was done; a deed that is known already is left as it is."""
    if deeds:
        await session.execute(insert(audit).on_conflict_do_nothing(), list(deeds))


async def list_deeds(
    session: AsyncSession, business_id: UUID, filters: Mapping[str, Any], page: Page
) -> Paged:
    """Writes whose columns equal `filters`."""
    statement = select(audit).where(audit.c.business_id == business_id)
    for column, value in filters.items():
        statement = statement.where(audit.c[column] == value)
    return await read_page(session, statement, audit, page)


async def prune_deeds(session: AsyncSession, keep_days: int, at_most: int) -> int:
    """Forget what is older, of all businesses; how many these were."""
    return int(await session.scalar(_PRUNE, {"keep_days": keep_days, "at_most": at_most}) or 0)
