"""The topics: made once, by whoever comes first, as they have to be."""

import asyncio

import pytest
from aiokafka.admin import NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from tests.shared.bus.kafka.running import QUICK, administrating, settings_for

from goodword.bus.kafka.topics import TopicError, configuration, ensure_topics
from goodword.events import STATE_TOPICS, TOPICS

pytestmark = pytest.mark.kafka


async def configured(admin, topic):
    [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    [(_, _, _, _, entries)] = answer.resources
    return {entry[0]: entry[1] for entry in entries}


async def test_topics_are_made_once_however_many_make_them(settings):
    await asyncio.gather(*(ensure_topics(settings, QUICK) for _ in range(3)))
    await ensure_topics(settings, QUICK)

    async with administrating(settings) as admin:
        names = [f"{settings.kafka_topic_prefix}{each}" for each in {*TOPICS, *STATE_TOPICS}]
        described = await admin.describe_topics(names)
        facts = await configured(admin, f"{settings.kafka_topic_prefix}sales")
        state = await configured(admin, f"{settings.kafka_topic_prefix}people")
    assert {len(each["partitions"]) for each in described} == {16}
    assert {facts["cleanup.policy"], state["cleanup.policy"]} == {"delete", "compact"}
    assert facts["retention.ms"] == str(14 * 86_400_000)
    assert state["max.compaction.lag.ms"] == "86400000"
    assert state["delete.retention.ms"] == str(30 * 86_400_000)
    for each in (facts, state):
        assert each["unclean.leader.election.enable"] == "false"
        assert each["min.insync.replicas"] == "1"


async def test_a_topic_with_other_partitions_is_refused_in_a_sentence(settings):
    name = f"{settings.kafka_topic_prefix}sales"
    async with administrating(settings) as admin:
        await admin.create_topics([NewTopic(name, 3, 1)])

    with pytest.raises(TopicError) as refused:
        await ensure_topics(settings, QUICK)

    assert str(refused.value) == (
        f"Kafka's topic {name} has 3 partitions and must have 16: delete it, or choose another "
        "GOODWORD_KAFKA_TOPIC_PREFIX."
    )


async def test_more_replicas_than_brokers_are_refused_in_a_sentence(kafka):
    settings = settings_for(kafka, kafka_replication=3)

    with pytest.raises(TopicError, match=r"^Kafka does not make the topic .*replication factor"):
        await ensure_topics(settings, QUICK)


def test_with_three_replicas_two_must_have_an_event(kafka):
    settings = settings_for(kafka, kafka_replication=3)

    assert configuration("sales", settings)["min.insync.replicas"] == "2"
