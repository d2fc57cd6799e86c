"""The cursor reader: no gap, no repeat, order per key, whatever writers do."""

import asyncio
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.fixtures.database import execute
from tests.shared.bus.probe import BUSINESS, applied, apply, parked, tell

from goodword.bus import Said
from goodword.bus.delivery import Deliverer
from goodword.bus.log import LogReader
from goodword.database import Database
from goodword.events import ClockApplied, partition
from goodword.testing.events import deliver, events_of, pump

HANDLERS = {ClockApplied: apply}


async def read_until(db, writers):
    """Read while the writers write, and then to the end."""
    reader = LogReader(db, Deliverer(HANDLERS), "probe")
    await reader.seed()
    while not writers.done():
        await reader.read()
    await writers
    await pump(db, HANDLERS)


async def test_what_was_said_is_applied_once_and_in_order(db):
    for number in range(5):
        await tell(db, "one", number)

    assert await pump(db, HANDLERS) == 5
    assert await pump(db, HANDLERS) == 0
    assert await applied(db) == [("one", number) for number in range(5)]


async def test_a_late_commit_of_an_early_number_is_not_missed(db):
    """The trap: ids are taken before the commit, so a lower one can appear later."""
    reader = LogReader(db, Deliverer(HANDLERS), "probe")
    await reader.seed()
    writing = asyncio.create_task(tell(db, "late", 1, pause_s=0.3))
    await asyncio.sleep(0.4)  # it has its number, and has not committed
    await tell(db, "early", 2)
    assert await reader.read() == 0, "read past a writer that has not ended"

    await writing
    await reader.read()

    assert await applied(db) == [("late", 1), ("early", 2)]


async def test_a_repeated_event_is_applied_once(db):
    event = ClockApplied(business_id=BUSINESS, service="one", offset_s=1)
    batch = await deliver(db, HANDLERS, [Said(event, 1)])

    await deliver(db, HANDLERS, batch)
    await asyncio.gather(*(deliver(db, HANDLERS, batch) for _ in range(4)))

    assert await applied(db) == [("one", 1)]


async def test_no_event_is_missed_repeated_or_out_of_order_under_many_writers(db):
    async def writer(n):
        dice = random.Random(n)
        for number in range(30):
            pause_s = dice.choice([0, 0, 0.002, 0.01])
            await tell(db, f"thing-{dice.randrange(3)}", n * 100 + number, pause_s=pause_s)

    writers = asyncio.gather(*(writer(n) for n in range(8)))
    await read_until(db, writers)

    said = [(e.event.service, e.event.offset_s) for e in await events_of(db)]
    done = await applied(db)
    assert len(said) == 240
    assert sorted(done) == sorted(said)
    async with db.begin() as session:
        rows = await session.execute(text("select key, seq from bus.outbox order by tx_id, id"))
        seqs = {}
        for row in rows:
            assert row.seq == seqs.get(row.key, 0) + 1, "the log's order is not lock order"
            seqs[row.key] = row.seq
    for name in {name for name, _ in said}:
        assert [n for each, n in done if each == name] == [n for each, n in said if each == name]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    writers=st.lists(
        st.lists(st.tuples(st.integers(0, 2), st.sampled_from([0.0, 0.001, 0.005])), max_size=6),
        min_size=1,
        max_size=6,
    ),
)
async def test_any_interleaving_of_writers_leaves_no_gap_and_no_repeat(db, writers):
    before = len(await applied(db))

    async def write(n, acts):
        for number, (thing, pause_s) in enumerate(acts):
            await tell(db, f"thing-{thing}", n * 100 + number, pause_s=pause_s)

    writing = asyncio.gather(*(write(n, acts) for n, acts in enumerate(writers)))
    await read_until(db, writing)

    wanted = sorted(
        (f"thing-{thing}", n * 100 + number)
        for n, acts in enumerate(writers)
        for number, (thing, _) in enumerate(acts)
    )
    assert sorted((await applied(db))[before:]) == wanted


async def test_a_rolled_back_transaction_says_nothing(db):
    await tell(db, "kept", 1)
    task = asyncio.create_task(tell(db, "gone", 2, pause_s=5))
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])

    await pump(db, HANDLERS)

    assert await applied(db) == [("kept", 1)]


async def test_two_readers_share_the_partitions_and_apply_once(db, probe_url):
    other = Database(probe_url, service="probe", schema="probe")
    for number in range(60):
        await tell(db, f"thing-{number % 20}", number)

    await asyncio.gather(pump(db, HANDLERS), pump(other, HANDLERS))
    await pump(db, HANDLERS)
    await other.close()

    assert sorted(n for _, n in await applied(db)) == list(range(60))


async def test_what_comes_next_is_the_next_of_all_partitions_together(db, monkeypatch):
    """Else the fact that a fact needs, in another partition, would come after it."""
    monkeypatch.setattr("goodword.bus.log.BATCH", 10)
    reader = LogReader(db, Deliverer(HANDLERS), "probe")
    await reader.seed()
    for number in range(40):
        await tell(db, f"thing-{number}", number)

    read = []
    while await reader.read():
        read.append(sorted(number for _, number in await applied(db)))

    assert read == [list(range(0, upto)) for upto in (10, 20, 30, 40)]


APART = """
    update probe.cursor c set tx_id = last.tx_id, id = last.id
    from (select part, max(tx_id) as tx_id, max(id) as id from bus.outbox group by part) as last
    where c.part = last.part and c.part % 2 = 0
"""
"""Half of the partitions are read to their ends and the others not at all."""


async def test_of_cursors_that_stand_apart_none_moves_back_and_none_passes_what_is_unread(
    db, databases, monkeypatch
):
    monkeypatch.setattr("goodword.bus.log.BATCH", 10)
    reader = LogReader(db, Deliverer(HANDLERS), "probe")
    await reader.seed()
    for number in range(60):
        await tell(db, f"thing-{number}", number)
    await execute(databases.admin_url, APART)
    async with db.begin() as session:
        odd = await session.scalar(text("select count(*) from bus.outbox where part % 2 = 1"))

    await reader.seed()
    read = []
    while found := await reader.read():
        read.append(found)

    assert sum(read) == odd
    assert len(await applied(db)) == odd


async def test_a_cursor_with_nothing_before_the_furthest_begins_there(db, databases):
    reader = LogReader(db, Deliverer(HANDLERS), "probe")
    await reader.seed()
    for number in range(5):
        await tell(db, "one", number)
    await pump(db, HANDLERS)
    behind = "update probe.cursor set tx_id = 0, id = 0 where part <> {0}"
    (part,) = {partition(e.key) for e in await events_of(db)}
    await execute(databases.admin_url, behind.format(part))

    await reader.seed()

    async with db.begin() as session:
        places = await session.execute(text("select distinct tx_id, id from cursor"))
        newest = await session.execute(text("select max(tx_id), max(id) from bus.outbox"))
        assert places.all() == newest.all()


async def test_partitions_held_by_another_reader_are_left_alone(db):
    await tell(db, "one", 1)
    reader = LogReader(db, Deliverer(HANDLERS), "probe")
    await reader.seed()

    async with db.begin() as session:
        await session.execute(text("select * from cursor for update"))
        assert await reader.read() == 0

    assert await reader.read() == 1


async def test_the_cursor_moves_with_the_effect_or_not_at_all(db):
    await tell(db, "one", 1)
    calls = []

    async def die(batch, *, session):
        await apply(batch, session=session)
        calls.append(len(batch))
        raise ConnectionResetError("the world ended")

    reader = LogReader(db, Deliverer({ClockApplied: die}), "probe")
    await reader.seed()
    with pytest.raises(ConnectionResetError):
        await reader.read()
    assert (await applied(db), await parked(db)) == ([], [])

    await pump(db, HANDLERS)

    assert calls == [1]
    assert await applied(db) == [("one", 1)]


async def test_events_that_nobody_handles_are_passed_over(db):
    for number in range(3):
        await tell(db, "one", number)

    assert await pump(db, {}) == 3
    assert await applied(db) == []


async def test_erased_events_are_skipped(db, databases):
    await tell(db, "gone", 1)
    await tell(db, "kept", 2)

    await execute(
        databases.admin_url,
        """update bus.outbox set data = '{"erased": true}' where data->>'service' = 'gone'""",
    )

    await pump(db, HANDLERS)

    assert await applied(db) == [("kept", 2)]
