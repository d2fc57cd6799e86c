"""The consumer: whatever Kafka does, each event is applied once and none is skipped."""

import asyncio
import itertools

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from tests.shared.bus.kafka.running import (
    administrating,
    consumer,
    group_offsets,
    key_of,
    records_of,
    relay,
    running,
    until,
)
from tests.shared.bus.probe import applied, apply, parked, tell

from goodword.events import ClockApplied, partition
from goodword.observability.watch import Watch

pytestmark = pytest.mark.kafka


def as_many_as(db, count):
    async def enough():
        return len(await applied(db)) >= count

    return enough


async def drop_before(settings, place, offset):
    """Let Kafka forget records, as it does when they are too old."""
    async with administrating(settings) as admin:
        policy = {"cleanup.policy": "compact,delete"}
        topic = ConfigResource(ConfigResourceType.TOPIC, place.topic, policy)
        await admin.alter_configs([topic])
        await admin.delete_records({place: RecordsToDelete(before_offset=offset)})


async def test_a_new_group_begins_with_the_oldest_event(db, settings):
    """The trap: aiokafka's default is `latest`, which skips what was said before."""
    await tell(db, "one", 1)
    async with running(relay(db, settings)):

        async def sent():
            return bool(await records_of(settings, "settings"))

        await until(sent)

    async with running(consumer(db, settings)):
        await until(as_many_as(db, 1))

    assert await applied(db) == [("one", 1)]


async def test_offsets_are_committed_when_events_are_applied_and_not_before(db, settings):
    """The trap: aiokafka commits by the clock, whatever became of the events."""
    in_hand = asyncio.Event()
    broken = True

    async def fails_slowly(batch, *, session):
        if broken:
            in_hand.set()
            await asyncio.sleep(2)
            raise ConnectionResetError("the database is away")
        await apply(batch, session=session)

    handlers = {ClockApplied: fails_slowly}
    await tell(db, "one", 1)
    async with running(relay(db, settings), consumer(db, settings, handlers)):
        await in_hand.wait()
        await asyncio.sleep(1.2)
        offsets_in_hand = await group_offsets(db, settings)
    broken = False

    async with running(consumer(db, settings, handlers)):
        await until(as_many_as(db, 1))

    assert offsets_in_hand == {}
    assert list((await group_offsets(db, settings)).values()) == [1]
    assert await applied(db) == [("one", 1)]


def elsewhere_than(name):
    """Another name, whose events are in another partition: which one is another in each run."""
    others = (f"good-{number}" for number in itertools.count())
    return next(each for each in others if partition(key_of(each)) != partition(key_of(name)))


async def test_what_the_world_fails_rests_while_other_partitions_go_on(db, settings):
    watch = Watch("probe")
    broken = True
    good = elsewhere_than("bad")

    async def fails_some(batch, *, session):
        if broken and batch[0].event.service == "bad":
            raise ConnectionResetError("the database is away")
        await apply(batch, session=session)

    async with running(
        relay(db, settings), consumer(db, settings, {ClockApplied: fails_some}, watch=watch)
    ):
        await tell(db, "bad", 1)
        await asyncio.sleep(1.5)
        for number in range(5):
            await tell(db, good, number)
        await until(as_many_as(db, 5))
        while_broken = await applied(db)
        await tell(db, "bad", 2)
        broken = False
        await until(as_many_as(db, 7))

    done = await applied(db)
    assert while_broken == [(good, number) for number in range(5)]
    assert done[5:] == [("bad", 1), ("bad", 2)]
    assert await parked(db) == []


async def test_a_second_member_joins_and_leaves_and_nothing_is_lost_or_double(db, settings):
    async def write(count):
        for number in range(count):
            await tell(db, f"thing-{number % 8}", number)
            await asyncio.sleep(0.01)

    watch = Watch("probe")
    async with running(relay(db, settings), consumer(db, settings, watch=watch)):
        await tell(db, "first", 0)
        await until(as_many_as(db, 1))
        writing = asyncio.create_task(write(300))
        async with running(consumer(db, settings, watch=watch)):
            await asyncio.sleep(3)
        await writing
        await until(as_many_as(db, 301))

    done = await applied(db)
    read = watch.registry.get_sample_value(
        "messaging_client_consumed_messages_total",
        {"group": "probe", "destination": f"{settings.kafka_topic_prefix}settings"},
    )
    assert len(done) == len(set(done)) == 301
    assert read == 301, "what was applied was not committed before others had the partitions"
    for thing in range(8):
        numbers = [number for name, number in done if name == f"thing-{thing}"]
        assert numbers == sorted(numbers)


async def test_offsets_that_are_lost_only_mean_that_all_comes_again(db, settings):
    for number in range(10):
        await tell(db, "one", number)
    async with running(relay(db, settings), consumer(db, settings)):
        await until(as_many_as(db, 10))
    before = await group_offsets(db, settings)

    await group_offsets(db, settings, change=0)
    await tell(db, "one", 10)
    async with running(relay(db, settings), consumer(db, settings)):
        await until(as_many_as(db, 11))

    assert max(before.values()) == 10
    assert await applied(db) == [("one", number) for number in range(11)]


async def test_offsets_that_kafka_has_dropped_lead_on_to_the_oldest_it_has(db, settings):
    for number in range(4):
        await tell(db, "one", number)
    async with running(relay(db, settings), consumer(db, settings)):
        await until(as_many_as(db, 4))
    [record, *_] = await records_of(settings, "settings")

    # The group stands at 0, the oldest record is 6: aiokafka issue 718.
    await group_offsets(db, settings, change=0)
    async with running(relay(db, settings)):
        for number in range(4, 8):
            await tell(db, "one", number)

        async def sent():
            return len(await records_of(settings, "settings")) >= 8

        await until(sent)
    await drop_before(settings, TopicPartition(record.topic, record.partition), 6)
    async with running(consumer(db, settings)):
        await until(as_many_as(db, 6))

    assert [number for _, number in await applied(db)] == [0, 1, 2, 3, 6, 7]
