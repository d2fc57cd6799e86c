"""Rows that are said again: counted for one more event, and otherwise as they were."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, and_, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import said


async def repeat(
    session: AsyncSession, table: Table, business_id: UUID, behind: Row[Any] | None, at_most: int
) -> Sequence[Row[Any]]:
    """The next rows of a business behind a row, by primary key, that others have ever heard of.

    `table` has the columns of an aggregate; each row is locked and counted for an event.
    """
    keys = tuple(table.primary_key.columns)
    picked = select(*keys).where(table.c.business_id == business_id, table.c.seq > 0)
    if behind is not None:
        place = tuple_(*(literal(getattr(behind, key.name), key.type) for key in keys))
        picked = picked.where(tuple_(*keys) > place)
    # A table of its own, picked once: below `in (…)` a plan may pick again for each row that it
    # compares, pass over those that it has changed already, and so end up with others.
    page = picked.order_by(*keys).limit(at_most).with_for_update(key_share=True).cte("page")
    matched = and_(*(key == page.c[key.name] for key in keys))
    statement = update(table).where(matched).values(**said(table))
    rows = (await session.execute(statement.returning(table))).all()
    return sorted(rows, key=lambda row: tuple(getattr(row, key.name) for key in keys))
