"""Reports as they are kept: the newest version of each, by the sender's own time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import changed
from referral_api.db.pages import Paged, read_page
from referral_api.db.people.filtering import equals
from referral_api.db.people.people import Who, everybody_behind
from referral_api.db.relationships.tables import TABLES, own_columns
from referral_api.db.single import one_or_none
from referral_api.domain.page import Page
from referral_api.domain.relationships.reports import ReportKind


async def keep_reports(
    session: AsyncSession, kind: ReportKind, rows: Sequence[Mapping[str, Any]]
) -> Sequence[Row[Any]]:
    """Keep reports of one kind, no two of which have one name; those that were new or changed
    something, as they are now. One that is older than what is kept, or the same, changes nothing.
    """
    table = TABLES[kind]
    given = insert(table).values([dict(row) for row in rows])
    new = given.excluded
    own = own_columns(table)
    told = (*own, "metadata")
    differs = or_(*(table.c[name].is_distinct_from(new[name]) for name in told))
    changes = {name: new[name] for name in (*own, "person_id", "as_of", "metadata")}
    kept = given.on_conflict_do_update(
        index_elements=["business_id", "source", "external_id"],
        set_={**changes, "version": table.c.version + 1, "updated_at": func.now()},
        where=(new.as_of >= table.c.as_of) & differs,
    )
    found: Sequence[Row[Any]] = (await session.execute(kept.returning(table))).all()
    return found


async def reports_named(
    session: AsyncSession, kind: ReportKind, names: Sequence[tuple[UUID, str | None, str | None]]
) -> Sequence[Row[Any]]:
    """The reports with these (business, source, external id)."""
    table = TABLES[kind]
    key = tuple_(table.c.business_id, table.c.source, table.c.external_id)
    return (await session.execute(select(table).where(key.in_(names)))).all()


async def report_of(
    session: AsyncSession, kind: ReportKind, business_id: UUID, report_id: UUID
) -> Row[Any] | None:
    """One report."""
    table = TABLES[kind]
    return await one_or_none(session, select(table).where(_is(table, business_id, report_id)))


async def resolve(
    session: AsyncSession, business_id: UUID, issue_id: UUID, at: datetime
) -> Row[Any] | None:
    """The issue, resolved at `at`; None where it was resolved before."""
    issue = TABLES["issue"]
    statement = (
        update(issue)
        .where(_is(issue, business_id, issue_id), issue.c.resolved_at.is_(None))
        .values(**changed(issue), resolved_at=at, as_of=at)
        .returning(issue)
    )
    return await one_or_none(session, statement)


async def list_reports(
    session: AsyncSession,
    kind: ReportKind,
    business_id: UUID,
    filters: Mapping[str, Any],
    page: Page,
) -> Paged:
    """Reports of one kind whose columns equal `filters`; `resolved` tells of issues whether they
    are."""
    table, columns = TABLES[kind], dict(filters)
    statement = select(table).where(table.c.business_id == business_id)
    resolved = columns.pop("resolved", None)
    if resolved is not None:
        statement = statement.where(table.c.resolved_at.is_not(None) == resolved)
    for column, value in columns.items():
        statement = statement.where(equals(table, column, value, business_id))
    return await read_page(session, statement, table, page)


async def reports_about(session: AsyncSession, kind: ReportKind, who: Who) -> Sequence[Row[Any]]:
    """The reports of one kind about a person, and about those who were merged into them."""
    table = TABLES[kind]
    mine = (table.c.business_id == who[0]) & table.c.person_id.in_(everybody_behind(who))
    return (await session.execute(select(table).where(mine).order_by(table.c.id))).all()


def _is(table: Table, business_id: UUID, report_id: UUID) -> Any:
    return (table.c.business_id == business_id) & (table.c.id == report_id)
