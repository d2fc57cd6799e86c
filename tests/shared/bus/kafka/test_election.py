"""Who relays: one at a time, however many would, and whatever happens to that one."""

import asyncio
import json
import signal

import asyncpg
import pytest
from sqlalchemy import text
from tests.fixtures.database import execute
from tests.shared.bus.kafka.running import (
    END_LEADER,
    all_relayed,
    consumer,
    process,
    records_of,
    relay,
    relay_cursor,
    relayed,
    running,
    until,
)
from tests.shared.bus.probe import applied, tell

from goodword.bus.kafka.election import standing_for_election

pytestmark = pytest.mark.kafka


async def test_a_frozen_relay_is_replaced(db, settings):
    async with process(db, settings, "relay", limits={"leader_idle_s": 3}) as frozen:
        await tell(db, "one", 1)
        await until(lambda: all_relayed(db))
        frozen.send_signal(signal.SIGSTOP)
        await tell(db, "one", 2)

        await relayed(db, settings)
        frozen.send_signal(signal.SIGCONT)
        await tell(db, "one", 3)
        await until(lambda: all_relayed(db))

    sent = [json.loads(each.value)["offset_s"] for each in await records_of(settings, "settings")]
    assert list(dict.fromkeys(sent)) == [1, 2, 3]


async def test_of_two_relays_only_one_sends(db, settings):
    async with running(relay(db, settings), relay(db, settings)):
        for number in range(20):
            await tell(db, f"thing-{number % 4}", number)
            await asyncio.sleep(0.02)
        await until(lambda: all_relayed(db))

    assert len(await records_of(settings, "settings")) == 20


async def test_another_relay_takes_over_from_one_that_lost_its_lock(db, settings, databases):
    async with running(relay(db, settings)):
        await tell(db, "one", 1)
        await until(lambda: all_relayed(db))
        async with running(relay(db, settings)):
            await execute(databases.admin_url, END_LEADER)
            await tell(db, "one", 2)
            await until(lambda: all_relayed(db))

    assert len(await records_of(settings, "settings")) == 2


async def test_only_who_holds_the_lock_can_move_the_cursor(db, databases):
    await tell(db, "one", 1)
    async with (
        standing_for_election(db.url, 60) as first,
        standing_for_election(db.url, 60) as second,
    ):
        assert first
        assert second is None
        rows = await first.read()
        await execute(databases.admin_url, END_LEADER)

        # The last is what asyncpg says where it has not noticed yet that the server hung up.
        gone = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
        with pytest.raises(gone):
            await first.move(rows)

    assert await relay_cursor(db) == {}


async def test_a_cursor_set_back_while_a_batch_is_sent_stays_there(db):
    await tell(db, "one", 1)
    async with standing_for_election(db.url, 60) as leader:
        await leader.move(await leader.read())
        await tell(db, "one", 2)
        rows = await leader.read()
        async with db.begin() as session:
            await session.execute(
                text("update bus.reader set tx_id = 0, id = 0 where grp = 'kafka-relay'")
            )

        await leader.move(rows)

        assert len(await leader.read()) == 2


async def test_order_per_key_holds_however_often_relays_are_replaced(db, settings, databases):
    async def write():
        for number in range(150):
            await tell(db, f"thing-{number % 3}", number, pause_s=0.005)

    async def disturb(writing):
        while not writing.done():
            await asyncio.sleep(0.4)
            await execute(databases.admin_url, END_LEADER)

    async with running(relay(db, settings), relay(db, settings), consumer(db, settings)):
        writing = asyncio.create_task(write())
        await disturb(writing)

        async def all_applied():
            return len(await applied(db)) == 150

        await until(all_applied)

    done = await applied(db)
    for name in ("thing-0", "thing-1", "thing-2"):
        numbers = [number for each, number in done if each == name]
        assert numbers == sorted(numbers)
        assert len(numbers) == 50
