"""The shelf on a pool of one connection."""

import pytest

from goodword.database import Database


@pytest.fixture
def shelf_url(databases):
    return databases.url("shelf")


@pytest.fixture
async def db(shelf_url):
    """One connection, so that whatever one transaction leaves behind the next one meets."""
    database = Database(shelf_url, service="shelf", schema="shelf", pool_size=1)
    yield database
    await database.close()
