"""How Kafka's clients are set: each value guards against a loss, or against hanging for ever."""

import pytest
from aiokafka import AIOKafkaProducer
from tests.shared.bus.probe import apply

from goodword.bus.delivery import Deliverer
from goodword.bus.kafka import KafkaTransport
from goodword.bus.kafka.limits import Limits
from goodword.bus.kafka.producer import producing
from goodword.events import ClockApplied
from goodword.observability.watch import Watch

pytestmark = pytest.mark.kafka


async def test_the_producer_waits_for_all_replicas_and_doubles_nothing(settings, monkeypatch):
    made = []

    class Kept(AIOKafkaProducer):
        def __init__(self, **how):
            super().__init__(**how)
            made.append(self)

    monkeypatch.setattr("goodword.bus.kafka.producer.AIOKafkaProducer", Kept)
    async with producing(settings, Limits()):
        [producer] = made
        sender, batches = producer._sender, producer._message_accumulator

        assert sender._acks == -1  # all
        assert producer._txn_manager is not None  # idempotence
        assert producer._txn_manager.transactional_id is None
        assert producer._compression_type == "lz4"
        assert producer._max_request_size == 1_048_576
        assert producer._request_timeout_ms == 20_000
        assert batches._batch_size == 262_144
        assert batches._linger_time == 0.005
        assert producer.client._retry_backoff == 0.2
        assert producer.client._metadata_max_age_ms == 60_000


async def test_the_consumer_commits_only_what_we_say_and_begins_at_the_beginning(db, settings):
    deliverer = Deliverer({ClockApplied: apply})
    consumer = KafkaTransport(db, deliverer, settings, Watch("probe"))._consumer()
    await consumer.stop()

    assert consumer._group_id == f"{settings.kafka_topic_prefix}probe"
    assert consumer._enable_auto_commit is False
    assert consumer._auto_offset_reset == "earliest"
    assert consumer._isolation_level == "read_committed"
    assert consumer._max_poll_records == 500
    assert consumer._fetch_max_wait_ms == 250
    assert consumer._max_partition_fetch_bytes == 1_048_576
    assert consumer._session_timeout_ms == 45_000
    assert consumer._heartbeat_interval_ms == 5_000
    assert consumer._rebalance_timeout_ms == 60_000
    assert consumer._max_poll_interval_ms == 300_000
    assert consumer._request_timeout_ms == 40_000
    assert consumer._retry_backoff_ms == 200
    assert consumer._client._metadata_max_age_ms == 60_000


def test_time_outs_fit_into_each_other():
    """A session outlasts several heartbeats, and a request outlasts no batch's time."""
    limits = Limits()

    assert limits.session_timeout_ms >= 3 * limits.heartbeat_interval_ms
    assert 1000 * limits.finish_s < limits.rebalance_timeout_ms
    assert 1000 * limits.publish_s >= 20_000
    assert limits.rejoin_s * 1000 > limits.rebalance_timeout_ms
