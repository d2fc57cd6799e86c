"""The days of the outbox and the weeks of the inbox: made ahead, dropped behind every reader."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.fixtures.database import execute
from tests.shared.bus.probe import applied, apply, tell

from goodword.bus.schema import BUS
from goodword.bus.upkeep import RestoredFromDumpError, Upkeep
from goodword.database.migrating import connected
from goodword.events import ClockApplied
from goodword.testing.events import pump

OLD_DAY = """
    create table bus.outbox_20200101 (like bus.outbox including all);
    alter table bus.outbox attach partition bus.outbox_20200101
        for values from ('2020-01-01') to ('2020-01-02');
    insert into bus.outbox (id, tx_id, part, event_id, business_id, topic, type, key, seq, data,
                            headers, created_at)
    values (1, 5, 3, gen_random_uuid(), gen_random_uuid(), 't', 't', 'k', 1, '{}', '{}',
            '2020-01-01 12:00+00');
"""
READ_BY_ALL = "update bus.reader set tx_id = 5, id = 1 where part = 3"


@pytest.fixture
def databases(databases_of_its_own):
    """These tests change more than rows."""
    return databases_of_its_own


def upkeep(db, transport="log"):
    return Upkeep(db, "probe", transport=transport, keep_days=14)


async def partitions(db, table):
    async with db.begin() as session:
        rows = await session.scalars(
            text(
                "select inhrelid::regclass::text from pg_inherits where inhparent = to_regclass(:t)"
            ),
            {"t": table},
        )
        return sorted(name.split(".")[-1] for name in rows)


async def test_fourteen_days_and_eight_weeks_are_made_ahead(db):
    assert len(await partitions(db, "bus.outbox")) == 16
    assert len(await partitions(db, "probe.inbox")) == 22
    assert (await upkeep(db).status()).days_ahead == 14


async def test_adding_days_twice_or_at_once_changes_nothing(db):
    before = await partitions(db, "bus.outbox")

    await asyncio.gather(*(upkeep(db).partitions() for _ in range(4)))

    assert await partitions(db, "bus.outbox") == before


async def test_an_app_role_makes_days_though_it_owns_nothing(db, databases):
    last = (await partitions(db, "bus.outbox"))[-1]
    await execute(databases.admin_url, f"drop table bus.{last}")

    await upkeep(db).partitions()

    assert (await partitions(db, "bus.outbox"))[-1] == last


async def test_an_old_day_is_dropped_once_every_reader_is_past_it(db, databases):
    await execute(databases.owner_url("bus"), OLD_DAY)
    await upkeep(db).partitions()
    assert "outbox_20200101" in await partitions(db, "bus.outbox")

    await execute(databases.owner_url("bus"), READ_BY_ALL)
    await upkeep(db).partitions()

    assert "outbox_20200101" not in await partitions(db, "bus.outbox")


async def test_one_group_that_has_not_read_a_day_holds_it(db, databases):
    await execute(databases.owner_url("bus"), OLD_DAY)
    await execute(databases.owner_url("bus"), READ_BY_ALL + " and grp <> 'notifier'")

    await upkeep(db).partitions()

    assert "outbox_20200101" in await partitions(db, "bus.outbox")


async def test_only_groups_of_the_transport_in_use_hold_a_day(db, databases):
    await execute(databases.owner_url("bus"), OLD_DAY)
    await execute(databases.owner_url("bus"), READ_BY_ALL + " and grp = 'kafka-relay'")

    await upkeep(db, transport="kafka").partitions()

    assert "outbox_20200101" not in await partitions(db, "bus.outbox")


async def test_a_day_in_use_is_left_for_the_next_hour(db, databases):
    await execute(databases.owner_url("bus"), OLD_DAY + READ_BY_ALL)
    async with connected(databases.owner_url("bus"), BUS) as reader:
        await reader.execute(text("select * from bus.outbox_20200101"))

        await upkeep(db).partitions()

    assert "outbox_20200101" in await partitions(db, "bus.outbox")
    await upkeep(db).partitions()
    assert "outbox_20200101" not in await partitions(db, "bus.outbox")


async def test_the_floor_follows_the_cursor(db, databases):
    await execute(
        databases.admin_url,
        "insert into bus.reader (grp, part) select 'probe', generate_series(0, 15)",
    )
    await tell(db, "one", 1)
    await pump(db, {ClockApplied: apply})

    await upkeep(db).raise_floor()

    async with db.begin() as session:
        behind = await session.scalar(
            text("""select count(*) from cursor c join bus.reader r using (grp, part)
                    where (c.tx_id, c.id) <> (r.tx_id, r.id)""")
        )
        moved = await session.scalar(text("select count(*) from bus.reader where id > 0"))
    assert (behind, moved) == (0, 16)


async def test_unread_and_parked_events_are_measured(db):
    await pump(db, {ClockApplied: apply})
    await tell(db, "one", 1)
    await asyncio.sleep(0.05)

    status = await upkeep(db).status()

    assert status.oldest_unread_s >= 0.05
    assert (status.parked, status.waiting, status.behind) == (0, 0, 0)


async def test_a_log_restored_from_a_dump_is_refused_until_it_is_rebased(db, databases, rebase):
    for number in range(3):
        await tell(db, "one", number)
    await pump(db, {ClockApplied: apply})
    await tell(db, "one", 3)
    # As if this cluster had begun to count anew.
    await execute(databases.admin_url, "update bus.outbox set tx_id = tx_id + 1000000000")
    await execute(
        databases.admin_url, "update probe.cursor set tx_id = tx_id + 1000000000 where id > 0"
    )
    with pytest.raises(RestoredFromDumpError, match="goodword database rebase"):
        await upkeep(db).check_restored()

    await rebase()

    await upkeep(db).check_restored()
    await tell(db, "one", 4)
    await pump(db, {ClockApplied: apply})
    assert await applied(db) == [("one", number) for number in range(5)]


@pytest.mark.parametrize(
    "call",
    [
        "bus.drop_days(-20, 'log')",
        "bus.drop_days(0, 'kafka')",
        "bus.drop_days(14, 'none')",
        "bus.drop_days(14, null)",
    ],
)
async def test_no_service_can_have_the_log_dropped_under_its_readers(db, call):
    await tell(db, "one", 1)

    with pytest.raises(DBAPIError, match="keeps at least a day"):
        async with db.begin() as session:
            await session.execute(text(f"select {call}"))

    assert (await upkeep(db).status()).days_ahead == 14


async def test_no_service_can_take_a_reader_away(db):
    with pytest.raises(DBAPIError, match="permission denied"):
        async with db.begin() as session:
            await session.execute(text("delete from bus.reader"))


async def test_days_begin_in_utc_whatever_the_servers_zone_is(db, databases):
    await execute(
        databases.admin_url, f"alter database {databases.name} set timezone = 'Asia/Tokyo'"
    )
    last = (await partitions(db, "bus.outbox"))[-1]
    await execute(databases.admin_url, f"drop table bus.{last}")
    owner = databases.owner_url("bus")

    await execute(owner, "select bus.add_days(14)")

    async with db.begin() as session:
        bounds = await session.scalars(
            text("""select pg_get_expr(relpartbound, oid) from pg_class
                    where relispartition and relname like 'outbox_%' and relkind = 'r'""")
        )
        assert all("00:00:00+00" in bound for bound in bounds)
