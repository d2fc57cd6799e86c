"""How Kafka stands for whoever looks from outside: topics, and how far a group has read."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError, KafkaError

from goodword.bus.kafka.limits import Limits
from goodword.bus.kafka.topics import POLL_S, administrating, partitions_of, topic_names
from goodword.errors import GoodwordError
from goodword.events import PARTITIONS, TOPICS
from goodword.settings import Settings

LOOKING = Limits(call_s=15, answer_s=10, close_s=5)
"""Somebody sits before it and waits."""


class UnreachableError(GoodwordError):
    """Kafka does not answer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`missing` topics; those with a `wrong` number of partitions, which it gives; and how many
    events a group has `unread` in the topics that it reads."""

    missing: tuple[str, ...]
    wrong: Mapping[str, int]
    unread: int


async def standing(settings: Settings, service: str, limits: Limits = LOOKING) -> Standing:
    """How Kafka stands for `service`, which need not run; UnreachableError where it is away."""
    try:
        async with asyncio.timeout(limits.call_s), administrating(settings, limits) as admin:
            return await _once_settled(lambda: _standing(admin, settings, service, limits))
    except (KafkaError, TimeoutError, OSError) as error:
        raise UnreachableError(
            f"Kafka at {settings.kafka} does not answer ({type(error).__name__})."
        ) from error


async def _once_settled(look: Callable[[], Awaitable[Standing]]) -> Standing:
    """Again while Kafka elects who leads a topic or a group, which a new one takes a moment for."""
    while True:
        try:
            return await look()
        except KafkaConnectionError:
            raise
        except KafkaError as error:
            if not error.retriable:
                raise
        await asyncio.sleep(POLL_S)


async def _standing(
    admin: AIOKafkaAdminClient, settings: Settings, service: str, limits: Limits
) -> Standing:
    wanted = topic_names(settings, TOPICS)
    found = {topic: len(them) for topic, them in (await partitions_of(admin, wanted)).items()}
    committed = {
        partition: at.offset
        for partition, at in (
            await admin.list_consumer_group_offsets(f"{settings.kafka_topic_prefix}{service}")
        ).items()
    }
    read = {partition.topic for partition in committed} or set(found)
    partitions = [
        TopicPartition(topic, place)
        for topic in read & found.keys()
        for place in range(found[topic])
    ]
    ends = await _ends(settings, partitions, limits)
    return Standing(
        missing=tuple(sorted(wanted.keys() - found.keys())),
        wrong={topic: count for topic, count in sorted(found.items()) if count != PARTITIONS},
        unread=sum(end - max(committed.get(partition, 0), 0) for partition, end in ends.items()),
    )


async def _ends(
    settings: Settings, partitions: list[TopicPartition], limits: Limits
) -> dict[TopicPartition, int]:
    """Where each of them ends."""
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka, client_id="goodword-looking")
    try:
        await consumer.start()
        return dict(await consumer.end_offsets(partitions)) if partitions else {}
    finally:
        await asyncio.wait_for(consumer.stop(), limits.close_s)
