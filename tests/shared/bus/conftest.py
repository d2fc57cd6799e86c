"""A database with the log and the probe."""

from functools import partial

import pytest
from tests.fixtures.database import password_of
from tests.shared.bus.probe import PROBE

from goodword.bus import rebasing
from goodword.bus.schema import BUS
from goodword.database import Database, rights
from goodword.database.migrating import connected
from goodword.database.roles import prepare


@pytest.fixture
async def probe_url(databases):
    await prepare(databases.server.admin_url, databases.name, [BUS, PROBE], password_of)
    async with connected(databases.owner_url("probe"), PROBE) as connection:
        await connection.run_sync(PROBE.metadata.create_all)
        for statement in rights.statements(PROBE):
            await connection.exec_driver_sql(statement)
        await connection.commit()
    return databases.url("probe")


@pytest.fixture
async def db(probe_url):
    database = Database(probe_url, service="probe", schema="probe", pool_size=20)
    yield database
    await database.close()


@pytest.fixture
def rebase(databases, probe_url):
    """`goodword database rebase`, with the probe as the only service."""
    urls = {name: databases.owner_url(name) for name in ("bus", "probe")}
    return partial(rebasing.rebase, [PROBE], urls)
