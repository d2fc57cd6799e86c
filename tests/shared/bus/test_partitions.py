"""The days of the outbox: made ahead, dropped behind every reader."""

from sqlalchemy import text

from goodword.bus.schema import BUS
from goodword.database.migrating import connected


async def test_days_are_there_ahead(databases):
    async with connected(databases.owner_url("bus"), BUS) as connection:
        ahead = await connection.scalar(text("select bus.days_ahead()"))

    assert ahead == 14
