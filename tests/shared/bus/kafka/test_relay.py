"""The relay: everything reaches Kafka, in order, by one of all who would relay."""

import asyncio
import json
import signal

import asyncpg
import pytest
from sqlalchemy import text
from tests.fixtures.database import execute
from tests.shared.bus.kafka.running import (
    consumer,
    process,
    records_of,
    relay,
    relay_cursor,
    running,
    until,
)
from tests.shared.bus.probe import BUSINESS, applied, tell

from goodword import ids
from goodword.bus.kafka.election import standing_for_election
from goodword.events import ClockApplied, partition

pytestmark = pytest.mark.kafka

END_LEADER = """
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and database = (select oid from pg_database
                                                where datname = current_database())
"""


async def put(db, *, type_, topic, key, data="{}"):
    """A row of the outbox, as a service of any version would write it."""
    async with db.begin() as session:
        await session.execute(
            text("""insert into bus.outbox (tx_id, part, event_id, business_id, topic, type, key,
                                            seq, data, headers)
                    values (pg_current_xact_id()::text::bigint, :part, :event_id, :business_id,
                            :topic, :type, :key, 1, cast(:data as jsonb),
                            '{"source": "probe", "traceparent": "00-1-2-01"}')"""),
            {
                "part": partition(key),
                "event_id": ids.new(),
                "business_id": BUSINESS,
                "topic": topic,
                "type": type_,
                "key": key,
                "data": data,
            },
        )


async def all_relayed(db):
    async with db.begin() as session:
        unread = await session.scalar(
            text("""select count(*) from bus.outbox o join bus.reader r on r.part = o.part
                    where r.grp = 'kafka-relay' and (o.tx_id, o.id) > (r.tx_id, r.id)""")
        )
    return unread == 0 and bool(await relay_cursor(db))


def key_of(name):
    """The key under which the probe speaks of a thing."""
    return ClockApplied(business_id=BUSINESS, service=name, offset_s=0).key


def beside(name):
    """The name of another thing in the same partition."""
    others = (f"thing-{number}" for number in range(1000))
    return next(each for each in others if partition(key_of(each)) == partition(key_of(name)))


async def relayed(db, settings):
    """Let one relay hand on all there is."""
    async with running(relay(db, settings)):
        await until(lambda: all_relayed(db))


async def test_an_event_is_a_cloudevent_in_the_partition_of_its_key(db, settings):
    await tell(db, "one", 7)

    await relayed(db, settings)

    [record] = await records_of(settings, "settings")
    headers = dict(record.headers)
    key = record.key.decode()
    assert record.partition == partition(key)
    assert headers["ce_type"] == b"goodword.clock-applied.v1"
    assert headers["ce_source"] == b"probe"
    assert headers["ce_partitionkey"] == record.key
    assert b'"offset_s": 7' in record.value


async def test_events_of_types_that_only_a_newer_version_knows_travel_too(db, settings):
    await put(db, type_="goodword.sale-praised.v1", topic="sales", key="sal_1", data='{"a": 1}')

    await relayed(db, settings)

    [record] = await records_of(settings, "sales")
    assert dict(record.headers)["ce_type"] == b"goodword.sale-praised.v1"
    assert dict(record.headers)["ce_traceparent"] == b"00-1-2-01"
    assert record.value == b'{"a": 1}'


async def test_after_an_erasure_comes_a_null_of_the_same_key(db, settings):
    await put(db, type_="goodword.person-erased.v1", topic="people", key="per_1")
    await put(db, type_="goodword.person-changed.v1", topic="people", key="per_2")

    await relayed(db, settings)

    sent = [(each.key, each.value) for each in await records_of(settings, "people")]
    ended = [(key, value) for key, value in sent if key == b"per_1"]
    assert ended == [(b"per_1", b"{}"), (b"per_1", None)]
    assert [(key, value) for key, value in sent if key != b"per_1"] == [(b"per_2", b"{}")]


async def test_data_that_were_erased_do_not_travel(db, settings):
    await put(
        db,
        type_="goodword.person-changed.v1",
        topic="people",
        key="per_1",
        data='{"erased": true}',
    )
    await put(db, type_="goodword.person-changed.v1", topic="people", key="per_2")

    await relayed(db, settings)

    assert [each.key for each in await records_of(settings, "people")] == [b"per_2"]


async def test_killed_between_acknowledgement_and_cursor_it_sends_again(db, settings, databases):
    """The trap: the cursor moves after Kafka has acknowledged; the inbox drops what is double."""
    await tell(db, "one", 1)
    blocking = await asyncpg.connect(databases.admin_url, ssl=False)
    hold = blocking.transaction()
    await hold.start()
    await blocking.execute("select from bus.reader where grp = 'kafka-relay' for update")

    async with running(relay(db, settings), consumer(db, settings)):

        async def sent():
            return await applied(db) == [("one", 1)]

        await until(sent)
        before = await relay_cursor(db)
        await execute(databases.admin_url, END_LEADER)
        await hold.rollback()
        await blocking.close()
        await tell(db, "one", 2)

        async def sent_on():
            return len(await applied(db)) >= 2

        await until(sent_on)
        await until(lambda: all_relayed(db))

    sent = [json.loads(each.value)["offset_s"] for each in await records_of(settings, "settings")]
    assert before == {}
    assert sent == [1, 1, 2]
    assert await applied(db) == [("one", 1), ("one", 2)]


async def test_a_late_commit_of_an_early_number_is_not_missed(db, settings):
    """The trap: ids are taken before the commit, so a lower one can appear later."""
    async with running(relay(db, settings)):
        late = asyncio.create_task(tell(db, "late", 1, pause_s=0.5))
        await asyncio.sleep(0.3)
        await tell(db, beside("late"), 2)
        await late
        await until(lambda: all_relayed(db))

    assert len(await records_of(settings, "settings")) == 2


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

        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
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
