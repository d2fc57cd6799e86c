"""The relay: one more reader of the log, which hands on to Kafka what it reads.

Every process runs one, one of all is elected. It reads, sends and waits outside any transaction,
then moves its cursor. Killed between the two, it sends again, and the inboxes drop what is double.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg
import structlog
from aiokafka.errors import KafkaError

from goodword.bus.kafka.election import GROUP, Leader, standing_for_election
from goodword.bus.kafka.limits import Limits, backoff
from goodword.bus.kafka.producer import Producer, producing
from goodword.bus.kafka.records import records
from goodword.bus.kafka.topics import ensure_topics
from goodword.bus.signal import said
from goodword.database import Database, is_retryable
from goodword.observability.watch import Watch
from goodword.process import pause
from goodword.settings import Settings

BUSY_POLL_S = 0.02
IDLE_POLL_S = 0.25
PART = "relay"
"""Our name in health."""

GOOD_FOR_S = 90
"""Longer than sending a batch and standing for election may take: who is silent longer hangs."""

log = structlog.get_logger()


class Relay:
    """Hands the log of one database on to Kafka, while it is the elected one."""

    def __init__(
        self, db: Database, settings: Settings, watch: Watch, *, limits: Limits | None = None
    ) -> None:
        self._url = db.url
        self._settings = settings
        self._watch = watch
        self._limits = limits or Limits()
        self._stood_by = False
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Stand for election and relay until `stop`; what is being sent then is finished first.

        Where Kafka or PostgreSQL is away, it is tried again with backoff, for ever.
        """
        while not stop.is_set():
            try:
                async with standing_for_election(self._url, self._limits.leader_idle_s) as leader:
                    if leader:
                        await self._lead(leader, stop)
                    self._stood_by = leader is None
                self._failures = 0
                self._say_well()
                await pause(stop, self._limits.election_s)
            except Exception as error:
                if not _is_the_worlds(error):
                    raise
                self._failures += 1
                log.warning("the relay begins anew", error=repr(error)[:300])
                self._watch.health.say(PART, False, f"it cannot work: {error!r}")
                await pause(stop, backoff(self._failures, self._limits.backoff_s))

    async def _lead(self, leader: Leader, stop: asyncio.Event) -> None:
        if self._stood_by and await pause(stop, self._limits.hurry_s):
            return  # whoever lost the lock had that long to stop sending
        await leader.seed()
        await ensure_topics(self._settings, self._limits)
        async with producing(self._settings, self._limits) as producer:
            leader.when_lost(producer.hurry)
            log.info("relaying")
            self._failures = 0
            idle_s = BUSY_POLL_S
            while not stop.is_set():
                rows = await leader.read()
                self._say_lag(rows)
                if rows:
                    await self._hand_on(leader, producer, rows)
                    idle_s = BUSY_POLL_S
                else:
                    await said.wait(idle_s)
                    idle_s = min(idle_s * 2, IDLE_POLL_S)

    async def _hand_on(
        self, leader: Leader, producer: Producer, rows: Sequence[asyncpg.Record]
    ) -> None:
        batch = [
            record for row in rows for record in records(row, self._settings.kafka_topic_prefix)
        ]
        with self._watch.metrics.operation_duration.labels("send").time():
            await producer.publish(batch)
        await leader.move(rows)
        for record in batch:
            self._watch.metrics.sent.labels(record.topic).inc()

    def _say_lag(self, rows: Sequence[asyncpg.Record]) -> None:
        oldest = min((row["created_at"] for row in rows), default=None)
        lag_s = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
        self._watch.metrics.outbox_lag.labels(GROUP).set(max(0.0, lag_s))
        self._say_well()

    def _say_well(self) -> None:
        self._watch.health.say(PART, True, good_for_s=GOOD_FOR_S)


def _is_the_worlds(error: Exception) -> bool:
    return isinstance(error, KafkaError | TimeoutError) or is_retryable(error)
