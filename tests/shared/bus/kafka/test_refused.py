"""What Kafka refuses, though it answers in time."""

import json

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import MessageSizeTooLargeError
from tests.shared.bus.kafka.running import (
    QUICK,
    administrating,
    all_relayed,
    producing,
    records_of,
    relay,
    relay_cursor,
    running,
    until,
)
from tests.shared.bus.probe import tell

from goodword.bus.kafka.topics import ensure_topics
from goodword.observability.watch import Watch

pytestmark = pytest.mark.kafka

OTHERS = b"others"
"""The key of what is sent to find out whether the broker has heard of a setting."""


async def allow(settings, size):
    """Let Kafka take records of the topic `settings` up to that many bytes."""
    topic = f"{settings.kafka_topic_prefix}settings"
    configs = {"max.message.bytes": str(size), "cleanup.policy": "compact"}
    async with administrating(settings) as admin:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs)])
    async with producing(settings) as producer:

        async def heard():
            try:
                await producer.send_and_wait(topic, b"x" * 500, key=OTHERS)
            except MessageSizeTooLargeError:
                return size < 500
            return size > 500

        await until(heard)


async def test_after_a_refusal_a_new_producer_sends_again_from_the_cursor(
    db, settings, monkeypatch
):
    """The trap: a producer that was refused holds a gap, and would send around it."""
    producers = []

    class Counted(AIOKafkaProducer):
        def __init__(self, **how):
            super().__init__(**how)
            producers.append(self)

    monkeypatch.setattr("goodword.bus.kafka.producer.AIOKafkaProducer", Counted)
    await ensure_topics(settings, QUICK)
    await allow(settings, 100)
    watch = Watch("probe")
    for number in range(3):
        await tell(db, "one", number)

    async with running(relay(db, settings, watch=watch)):

        async def refused():
            return any("MessageSizeTooLarge" in reason for reason in watch.health.ready()[1])

        await until(refused)
        before = await relay_cursor(db)
        await allow(settings, 1_048_588)
        await until(lambda: all_relayed(db))

    records = [each for each in await records_of(settings, "settings") if each.key != OTHERS]
    sent = [json.loads(each.value)["offset_s"] for each in records]
    assert before == {}
    assert len(producers) >= 2
    assert producers[0]._closed
    assert sent == [0, 1, 2]
