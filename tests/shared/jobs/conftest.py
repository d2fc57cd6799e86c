"""A database with the desk, with a live and a test business and a third."""

import pytest
from tests.shared.jobs.desk import LIVE, OTHER, TEST, Desk

from goodword.database import Database


@pytest.fixture
def desk_url(databases):
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
