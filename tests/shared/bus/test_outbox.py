"""Saying a fact: with the transaction that made it true, in the order of its key's row."""

import asyncio

import pytest
from sqlalchemy import text
from tests.shared.bus.probe import BUSINESS, tell

from goodword import ids
from goodword.bus import Said, say
from goodword.bus.signal import said
from goodword.events import MAX_DATA_BYTES, ProgramPublished, partition
from goodword.observability import tracing
from goodword.testing.events import events_of


def program(size):
    return ProgramPublished(
        business_id=BUSINESS, program_id=ids.new(), version=1, document={"terms": "x" * size}
    )


async def test_an_event_carries_its_place_its_source_and_its_trace(db):
    tracing.configure()
    with tracing.span("a request"):
        here = tracing.current_traceparent()
        await tell(db, "one", 1)
        await tell(db, "one", 2)

    first, second = await events_of(db)
    assert (first.seq, second.seq) == (1, 2)
    assert (first.source, first.traceparent) == ("probe", here)
    async with db.begin() as session:
        rows = (await session.execute(text("select key, part from bus.outbox"))).all()
    assert {row.part for row in rows} == {partition(first.key)}


async def test_an_event_that_kafka_could_not_carry_is_refused_before_it_is_said(db):
    with pytest.raises(ValueError, match="over 262144 bytes"):
        async with db.begin([BUSINESS]) as session:
            await say(session, [Said(program(MAX_DATA_BYTES), 1)])

    assert await events_of(db) == []


async def test_the_largest_event_is_taken(db):
    async with db.begin([BUSINESS]) as session:
        await say(session, [Said(program(MAX_DATA_BYTES - 300), 1)])

    assert len(await events_of(db)) == 1


async def test_readers_in_this_process_are_nudged_after_the_commit_and_not_before(db):
    nudged = asyncio.create_task(said.wait(timeout_s=5))
    await asyncio.sleep(0)
    async with db.begin([BUSINESS]) as session:
        await say(session, [Said(program(1), 1)])
        await asyncio.sleep(0.05)
        assert not nudged.done()

    await asyncio.wait_for(nudged, 1)


async def test_saying_nothing_is_nothing(db):
    async with db.begin([BUSINESS]) as session:
        await say(session, [])

    assert await events_of(db) == []
