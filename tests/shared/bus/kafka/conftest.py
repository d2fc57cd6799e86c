"""Kafka with topics of one's own."""

import pytest
from tests.shared.bus.kafka.running import settings_for


@pytest.fixture
def settings(kafka):
    return settings_for(kafka)
