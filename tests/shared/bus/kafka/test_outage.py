"""Kafka away: killed, frozen, never there. Nothing is lost, and nobody hangs in silence."""

import asyncio

import pytest
from tests.fixtures.database import execute
from tests.shared.bus.kafka.running import (
    END_LEADER,
    QUICK,
    consumer,
    last_words,
    process,
    relay,
    relay_cursor,
    running,
    settings_for,
    until,
)
from tests.shared.bus.probe import applied, tell

from goodword.bus.kafka.limits import Limits
from goodword.observability.watch import Watch
from standalone.kafka import LocalKafka
from standalone.port import free_port

pytestmark = pytest.mark.kafka

NOT_ACKNOWLEDGED = (
    "goodword: Kafka did not acknowledge 1 events in time, and what is in flight cannot be taken "
    "back, so this process ends. Nothing is lost: the next one begins where the last acknowledged "
    "batch ended"
)


@pytest.fixture(scope="module")
async def broker(kafka_programs, tmp_path_factory):
    """A Kafka that may be killed and frozen."""
    async with LocalKafka(tmp_path_factory.mktemp("outage")) as broker:
        yield broker


@pytest.fixture
def settings(broker):
    return settings_for(broker.bootstrap)


async def applied_count(db, count):
    async def enough():
        return len(await applied(db)) >= count

    await until(enough, 60)


async def test_a_broker_that_is_killed_and_comes_back_loses_and_doubles_nothing(
    db, settings, broker
):
    async with running(relay(db, settings), consumer(db, settings)):
        await tell(db, "one", 0)
        await applied_count(db, 1)
        await broker.kill9()
        for number in range(1, 6):
            await tell(db, "one", number)
        await asyncio.sleep(0.5)
        await broker.start()
        await tell(db, "one", 6)
        await applied_count(db, 7)

    assert await applied(db) == [("one", number) for number in range(7)]


async def test_a_send_that_is_not_acknowledged_ends_the_process_with_a_clear_last_line(
    db, settings, broker
):
    """The trap: an idempotent producer hangs in `send` and in `stop` (aiokafka issue 1101)."""
    async with process(db, settings, "relay", limits={"publish_s": 2}) as relaying:
        await tell(db, "one", 1)
        await until(lambda: moved(db))
        before = await relay_cursor(db)
        broker.freeze()
        try:
            await tell(db, "one", 2)
            ended = await last_words(relaying)
        finally:
            broker.thaw()

    assert ended == (70, NOT_ACKNOWLEDGED)
    assert await relay_cursor(db) == before
    async with running(relay(db, settings), consumer(db, settings)):
        await applied_count(db, 2)
    assert await applied(db) == [("one", 1), ("one", 2)]


async def test_who_loses_the_lock_while_sending_does_not_go_on(db, settings, broker, databases):
    async with process(db, settings, "relay", limits={"publish_s": 60, "hurry_s": 1}) as relaying:
        await tell(db, "one", 1)
        await until(lambda: moved(db))
        broker.freeze()
        try:
            await tell(db, "one", 2)
            await asyncio.sleep(1)
            await execute(databases.admin_url, END_LEADER)
            ended = await last_words(relaying)
        finally:
            broker.thaw()

    assert ended == (70, NOT_ACKNOWLEDGED)


async def moved(db):
    return bool(await relay_cursor(db))


async def test_with_a_frozen_broker_the_consumer_says_so_and_stops_when_it_is_told(
    db, settings, broker
):
    """The trap: `commit` and `stop` know no end while brokers are away."""
    watch = Watch("probe")
    limits = {"stall_s": 1.2, "answer_s": 0.5, "commit_s": 1, "last_commit_s": 1, "close_s": 1}
    limits = Limits(**{**{name: getattr(QUICK, name) for name in QUICK.__slots__}, **limits})
    consuming = consumer(db, settings, limits=limits, watch=watch)
    async with running(relay(db, settings)):
        await tell(db, "one", 1)
        await until(lambda: moved(db))
    try:
        async with asyncio.timeout(60), running(consuming):
            await applied_count(db, 1)
            broker.freeze()

            async def said():
                return any("Kafka does not answer" in each for each in watch.health.ready()[1])

            await until(said)
    finally:
        broker.thaw()


async def test_where_no_kafka_is_loops_wait_and_stop_when_they_are_told(db):
    settings = settings_for(f"127.0.0.1:{free_port()}")
    watch = Watch("probe")
    loops = relay(db, settings, watch=watch), consumer(db, settings, watch=watch)
    async with asyncio.timeout(60), running(*loops):
        await asyncio.sleep(1)
        ready, reasons = watch.health.ready()

    assert not ready
    assert [reason.partition(":")[0] for reason in reasons] == ["kafka", "relay"]
