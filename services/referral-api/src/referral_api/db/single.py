"""Running a statement for the one row that it gives."""

from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncSession


async def one(session: AsyncSession, statement: Executable) -> Row[Any]:
    """The row; it is a bug where there is none or another."""
    row: Row[Any] = (await session.execute(statement)).one()
    return row


async def one_or_none(session: AsyncSession, statement: Executable) -> Row[Any] | None:
    row: Row[Any] | None = (await session.execute(statement)).one_or_none()
    return row
