"""A database with the desk, with a live and a test business and a third."""

import pytest
from tests.fixtures.database import password_of
from tests.shared.jobs.desk import DESK, LIVE, OTHER, TEST, Desk

from goodword.database import Database, rights
from goodword.database.migrating import connected
from goodword.database.roles import prepare


@pytest.fixture
async def desk_url(databases):
    await prepare(databases.server.admin_url, databases.name, [DESK], password_of)
    async with connected(databases.owner_url("desk"), DESK) as connection:
        await connection.run_sync(DESK.metadata.create_all)
        for statement in rights.statements(DESK):
            await connection.exec_driver_sql(statement)
        await connection.commit()
    return databases.url("desk")


@pytest.fixture
async def db(desk_url):
    database = Database(desk_url, service="desk", schema="desk", pool_size=20)
    yield database
    await database.close()


@pytest.fixture
async def desk(db, databases):
    made = Desk(db, databases.admin_url)
    await made.admits(
        "insert into business values (:live, 'live'), (:test, 'test'), (:other, 'test')",
        live=LIVE,
        test=TEST,
        other=OTHER,
    )
    yield made
    await made.admin.close()
