"""A database with the log and the probe."""

from functools import partial

import pytest
from tests.shared.bus.probe import PROBE

from goodword.bus import rebasing
from goodword.database import Database


@pytest.fixture
def probe_url(databases):
    return databases.url("probe")


@pytest.fixture
async def db(probe_url):
    database = Database(probe_url, service="probe", schema="probe", pool_size=20)
    yield database
    await database.close()


@pytest.fixture
def rebase(databases):
    """`goodword database rebase`, with the probe as the only service."""
    urls = {name: databases.owner_url(name) for name in ("bus", "probe")}
    return partial(rebasing.rebase, [PROBE], urls)
