"""A schema with two tables that stand for a service's, on a pool of one connection."""

import pytest
from tests.fixtures.database import password_of
from tests.shared.database.shelf import SHELF, metadata

from goodword.bus.schema import BUS
from goodword.database import Database, rights
from goodword.database.migrating import connected
from goodword.database.roles import prepare


@pytest.fixture
async def shelf_url(databases):
    for _ in range(2):  # preparing again changes nothing
        await prepare(databases.server.admin_url, databases.name, [BUS, SHELF], password_of)
    async with connected(databases.owner_url("shelf"), SHELF) as connection:
        await connection.run_sync(metadata.create_all)
        for statement in rights.statements(SHELF) * 2:
            await connection.exec_driver_sql(statement)
        await connection.commit()
    return databases.url("shelf")


@pytest.fixture
async def db(shelf_url):
    """One connection, so that whatever one transaction leaves behind the next one meets."""
    database = Database(shelf_url, service="shelf", schema="shelf", pool_size=1)
    yield database
    await database.close()
