"""Kafka's topics: made at start where they are missing, looked over where they are there."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from goodword.bus.kafka.limits import Limits
from goodword.errors import GoodwordError
from goodword.events import PARTITIONS, STATE_TOPICS, TOPICS
from goodword.settings import Settings

DAY_MS = 86_400_000
COMPACT_WITHIN_MS = DAY_MS
"""So long an erased person's older records may stay on the disks of the brokers."""

KEEP_DELETES_MS = 30 * DAY_MS
"""Longer than any outage planned for: who reads later than that never hears of a deletion."""

POLL_S = 0.1
_EXISTS = 36


class TopicError(GoodwordError):
    """A topic cannot be made, or is not as it has to be; a human must look."""


def topic_names(settings: Settings, topics: Iterable[str]) -> dict[str, str]:
    """Our names of topics by Kafka's."""
    return {f"{settings.kafka_topic_prefix}{topic}": topic for topic in topics}


async def ensure_topics(settings: Settings, limits: Limits) -> None:
    """Make the topics that are missing. May be done by many at once, and again at any time.

    TopicError where a topic cannot be made or has other than 16 partitions; KafkaError and
    TimeoutError where Kafka does not answer.
    """
    wanted = topic_names(settings, {*TOPICS, *STATE_TOPICS})
    async with asyncio.timeout(limits.call_s), administrating(settings, limits) as admin:
        missing = wanted.keys() - (await partitions_of(admin, wanted)).keys()
        if missing:
            made = [_new_topic(name, wanted[name], settings) for name in sorted(missing)]
            _refuse_errors(await admin.create_topics(made))
        await _all_there(admin, wanted)


def _new_topic(name: str, topic: str, settings: Settings) -> NewTopic:
    return NewTopic(
        name,
        PARTITIONS,
        settings.kafka_replication,
        topic_configs=configuration(topic, settings),
    )


def configuration(topic: str, settings: Settings) -> dict[str, str]:
    """How a topic is kept: facts for as long as the outbox, state for ever in its newest form."""
    safe = {
        "min.insync.replicas": str(max(1, settings.kafka_replication - 1)),
        "unclean.leader.election.enable": "false",
    }
    if topic in STATE_TOPICS:
        return safe | {
            "cleanup.policy": "compact",
            "max.compaction.lag.ms": str(COMPACT_WITHIN_MS),
            "delete.retention.ms": str(KEEP_DELETES_MS),
        }
    return safe | {
        "cleanup.policy": "delete",
        "retention.ms": str(settings.outbox_days * DAY_MS),
    }


def _refuse_errors(response: Any) -> None:
    for name, code, message in response.topic_errors:
        if code not in (0, _EXISTS):
            raise TopicError(f"Kafka does not make the topic {name}: {message or code}.")


async def _all_there(admin: AIOKafkaAdminClient, wanted: Mapping[str, str]) -> None:
    """Wait until every topic is known with all its partitions; a new one takes a moment."""
    while True:
        found = await partitions_of(admin, wanted)
        for name, partitions in found.items():
            if len(partitions) != PARTITIONS:
                raise TopicError(
                    f"Kafka's topic {name} has {len(partitions)} partitions and must have "
                    f"{PARTITIONS}: delete it, or choose another GOODWORD_KAFKA_TOPIC_PREFIX."
                )
        led = all(part["leader"] >= 0 for parts in found.values() for part in parts)
        if led and found.keys() == wanted.keys():
            return
        await asyncio.sleep(POLL_S)


async def partitions_of(
    admin: AIOKafkaAdminClient, wanted: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """The partitions of those of the topics that are there, as Kafka describes them."""
    described = await admin.describe_topics(list(wanted))
    return {each["topic"]: each["partitions"] for each in described if not each["error_code"]}


@asynccontextmanager
async def administrating(settings: Settings, limits: Limits) -> AsyncIterator[AIOKafkaAdminClient]:
    """A client for topics and groups, for the block."""
    admin = AIOKafkaAdminClient(
        bootstrap_servers=settings.kafka,
        client_id="goodword-topics",
        request_timeout_ms=int(limits.call_s * 1000),
    )
    try:
        await admin.start()
        yield admin
    finally:
        await asyncio.wait_for(admin.close(), limits.close_s)
