"""Kafka with topics of one's own."""

import pytest
from tests.shared.bus.kafka.running import administrating, settings_for


@pytest.fixture
async def settings(kafka):
    """Topics that are gone after the test: a broker with thousands of partitions is slow."""
    settings = settings_for(kafka)
    yield settings
    async with administrating(settings) as admin:
        prefix = settings.kafka_topic_prefix
        made = [each for each in await admin.list_topics() if each.startswith(prefix)]
        if made:
            await admin.delete_topics(made)
