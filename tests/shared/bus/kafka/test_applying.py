"""Applying what came from a partition: alone where need be, and never for ever."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from aiokafka import TopicPartition
from tests.shared.bus.kafka.running import consumer, relay, running, until
from tests.shared.bus.probe import BUSINESS, applied, apply, parked, tell

from goodword import ids
from goodword.bus import Said
from goodword.bus.delivery import Deliverer
from goodword.bus.kafka.applying import Applier
from goodword.events import ClockApplied
from goodword.observability.watch import Watch
from goodword.testing.events import envelope_of

PLACE = TopicPartition("settings", 0)


class Died(BaseException):
    """What nothing catches, as a process that is killed."""


def event(name, number):
    said = ClockApplied(business_id=BUSINESS, service=name, offset_s=number)
    return envelope_of(Said(said, number))


async def kills(batch, *, session):
    await apply(batch, session=session)
    if any(each.event.service == "deadly" for each in batch):
        raise Died


async def test_an_event_that_kills_the_process_each_time_is_parked_and_the_others_applied(db):
    batch = [event("one", 1), event("deadly", 1), event("one", 2), event("deadly", 2)]
    deaths = 0

    for _ in range(20):
        try:
            await Applier(db, Deliverer({ClockApplied: kills})).apply(PLACE, batch)
            break
        except Died:
            deaths += 1

    assert await applied(db) == [("one", 1), ("one", 2)]
    assert await parked(db) == [("parked", "deadly", 1), ("behind", "deadly", 2)]
    assert deaths == 6


async def test_a_world_that_fails_is_not_taken_for_a_death(db):
    """Where a process died once, every try is counted: but our own many tries are one."""
    trouble = Died()

    async def fails(batch, *, session):
        if trouble:
            raise trouble
        await apply(batch, session=session)

    deliverer = Deliverer({ClockApplied: fails})
    batch = [event("one", 1)]
    with pytest.raises(Died):
        await Applier(db, deliverer).apply(PLACE, batch)
    trouble = ConnectionResetError("the database is away")
    applier = Applier(db, deliverer)
    for _ in range(10):
        with pytest.raises(ConnectionResetError):
            await applier.apply(PLACE, batch)
    trouble = None
    await applier.apply(PLACE, batch)

    assert await applied(db) == [("one", 1)]
    assert await parked(db) == []


async def test_an_event_older_than_the_inbox_is_applied(db):
    long_ago = int((datetime.now(UTC) - timedelta(days=400)).timestamp() * 1000)
    old = UUID(int=(long_ago << 80) | (ids.new().int & ((1 << 80) - 1)))

    await Applier(db, Deliverer({ClockApplied: apply})).apply(
        PLACE, [replace(event("one", 1), id=old), event("one", 2)]
    )

    assert await applied(db) == [("one", 1), ("one", 2)]
    assert await parked(db) == []


@pytest.mark.kafka
async def test_when_all_fail_the_consumer_stops_and_says_so(db, settings):
    async def fails(batch, *, session):
        raise ValueError("a bug")

    watch = Watch("probe")
    async with running(
        relay(db, settings), consumer(db, settings, {ClockApplied: fails}, watch=watch)
    ):
        for number in range(20):
            await tell(db, f"thing-{number}", 1)

        async def red():
            return any("20 events of different keys" in each for each in watch.health.ready()[1])

        await until(red)
        await tell(db, "thing-20", 1)

    assert len(await parked(db)) == 20
