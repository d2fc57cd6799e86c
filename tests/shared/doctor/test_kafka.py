"""Kafka as `goodword doctor` finds it."""

import pytest
from aiokafka.admin import NewTopic
from tests.fixtures.any_row import insert
from tests.fixtures.rows import superuser
from tests.shared.bus.kafka.running import administrating, producing, settings_for

from goodword.bus.kafka.limits import Limits
from goodword.bus.kafka.topics import ensure_topics
from goodword.doctor import kafka as looking
from standalone.port import free_port

pytestmark = pytest.mark.kafka
ALL = ("notifier", "referral-api", "rewards-worker")


@pytest.fixture
async def topics(kafka, settings):
    """Topics of our own, as a service makes them, and settings that name them."""
    made = settings_for(kafka)
    settings.setenv("GOODWORD_BUS", "kafka")
    settings.setenv("GOODWORD_KAFKA", kafka)
    settings.setenv("GOODWORD_KAFKA_TOPIC_PREFIX", made.kafka_topic_prefix)
    yield made
    async with administrating(made) as admin:
        named = [
            each for each in await admin.list_topics() if each.startswith(made.kafka_topic_prefix)
        ]
        if named:
            await admin.delete_topics(named)


async def test_what_is_wrong_with_topics_is_found_and_then_it_is_right(topics, codes):
    async with administrating(topics) as admin:
        sales = f"{topics.kafka_topic_prefix}sales"
        await admin.create_topics([NewTopic(sales, 3, 1)])
        assert set(await codes()) == {
            (each, code) for each in ALL for code in ("kafka_topic_wrong", "kafka_topics_missing")
        }
        await admin.delete_topics([sales])
    assert await codes() == [(each, "kafka_topics_missing") for each in ALL]

    await ensure_topics(topics, Limits())

    assert await codes() == []


async def test_what_nobody_publishes_and_nobody_reads_is_found(
    topics, codes, databases, monkeypatch
):
    monkeypatch.setattr(looking, "BEHIND", 0)
    await ensure_topics(topics, Limits())
    async with producing(topics) as producer:
        await producer.send_and_wait(f"{topics.kafka_topic_prefix}sales", b"{}", partition=3)
    async with superuser(databases) as connection:
        await connection.execute("set session_replication_role = replica")
        await insert(connection, "bus.outbox", created_at="now() - interval '1 hour'", part="3")

    assert set(await codes()) == {
        (each, code) for each in ALL for code in ("kafka_not_published", "kafka_not_read")
    }


async def test_a_kafka_that_does_not_answer_is_found(codes, settings):
    settings.setenv("GOODWORD_BUS", "kafka")
    settings.setenv("GOODWORD_KAFKA", f"127.0.0.1:{free_port()}")

    assert await codes() == [(each, "kafka_unreachable") for each in ALL]
