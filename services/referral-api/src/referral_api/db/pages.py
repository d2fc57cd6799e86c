"""One page of a list, by keyset: the next page starts behind the last id, whatever was written
meanwhile, so that no row is repeated or skipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Row, Select
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.domain.page import Page


@dataclass(frozen=True, slots=True)
class Paged:
    """The rows of a page, and whether there are more behind them."""

    rows: Sequence[Row[Any]]
    more: bool


async def read_page(
    session: AsyncSession, statement: Select[Any], table: FromClause, page: Page
) -> Paged:
    """The rows of `statement`, which has its filters, that belong on `page`.

    `table` has `id` (UUIDv7: ordered by time) and `created_at`.
    """
    if page.created_after is not None:
        statement = statement.where(table.c.created_at > page.created_after)
    if page.created_before is not None:
        statement = statement.where(table.c.created_at < page.created_before)
    if page.after is not None:
        behind = table.c.id > page.after if page.ascending else table.c.id < page.after
        statement = statement.where(behind)
    order = table.c.id.asc() if page.ascending else table.c.id.desc()
    found = await session.execute(statement.order_by(order).limit(page.limit + 1))
    rows = found.all()
    return Paged(rows[: page.limit], len(rows) > page.limit)
