"""Reading the log costs what is unread, not what is kept: each read goes by the index."""

import re

import asyncpg
import pytest
from sqlalchemy import text
from tests.fixtures.database import execute

from goodword.bus import log
from goodword.bus.kafka import election
from goodword.bus.log import LogReader

FULL = """
    insert into bus.outbox (tx_id, part, event_id, business_id, topic, type, key, seq, data,
                            headers)
    select 1 + n / 100, n % 16, gen_random_uuid(), gen_random_uuid(), 'settings',
           'goodword.clock-applied.v1', n::text, 1, '{"service": "one"}', '{}'
    from generate_series(1, 40000) n;
"""
READ_UP_TO = """
    update probe.cursor set tx_id = {0}, id = (select max(id) from bus.outbox where tx_id <= {0});
    update bus.reader set tx_id = {0}, id = (select max(id) from bus.outbox where tx_id <= {0});
"""
ANALYZE = """
    analyze bus.reader, probe.cursor;
    do $$ begin
        execute format('analyze %s', (select tableoid::regclass from bus.outbox limit 1));
    end $$;
"""
"""As autovacuum does it: days without rows are never looked at."""


@pytest.fixture
def databases(databases_of_its_own):
    """Statistics outlive the rows."""
    return databases_of_its_own


@pytest.fixture(params=[0, 399], ids="read up to {}".format)
async def full(request, db, databases):
    """A log of some thousand events, of which readers have read as many."""
    await LogReader(db, None, "probe").seed()
    seed = f"""insert into bus.reader (grp, part)
               select '{election.GROUP}', generate_series(0, 15) on conflict do nothing;"""
    read = READ_UP_TO.format(request.param) if request.param else ""
    await execute(databases.admin_url, FULL + seed + read + ANALYZE)
    return request.param


def assert_by_index(plan):
    """Each scan of the log is one of `outbox_log`, as it is called in each day."""
    scans = [line.strip() for line in plan if " on outbox" in line]
    assert scans
    assert [line for line in scans if "Seq Scan" in line] == []
    indices = [line for line in plan if "Index" in line and "outbox" in line]
    assert indices
    assert all(re.search(r"outbox_\d{8}_tx_id_id_idx", line) for line in indices)


async def explained(db, statement, values):
    async with db.begin() as session:
        return list(await session.scalars(text(f"explain {statement.text}"), values))


async def test_finding_out_whether_there_is_work_goes_by_the_index(db, full):
    assert_by_index(await explained(db, log._UNREAD, {"grp": "probe", "limit": 1}))


async def test_reading_goes_by_the_index(db, full):
    values = {"grp": "probe", "types": ["a"], "limit": log.BATCH, "move": True}

    plan = await explained(db, log._TAKE, values)

    assert_by_index(plan)
    # Nothing of the log is sorted: the scans of its days are merged, and stop after a hundred.
    merge = next(n for n, line in enumerate(plan) if "Merge Append" in line)
    assert plan[merge + 1].strip() == "Sort Key: o.tx_id, o.id"
    assert "Index Scan using outbox_" in plan[merge + 2]


async def test_the_relay_reads_by_the_index(db, full):
    connection = await asyncpg.connect(db.url, ssl=False)
    try:
        rows = await connection.fetch(f"explain {election._READ}", election.GROUP, election.BATCH)
    finally:
        await connection.close()

    assert_by_index([row[0] for row in rows])
