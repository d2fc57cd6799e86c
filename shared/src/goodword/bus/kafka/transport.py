"""The Kafka transport: a service's share of its consumer group, for as long as it runs."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from goodword.bus.delivery import Deliverer, ReaderStoppedError
from goodword.bus.kafka.applying import Applier
from goodword.bus.kafka.limits import Limits, backoff
from goodword.bus.kafka.member import Member
from goodword.bus.kafka.progress import PART, Watchdog
from goodword.bus.kafka.records import Reader
from goodword.bus.kafka.topics import ensure_topics, topic_names
from goodword.database import Database
from goodword.events import EVENTS
from goodword.observability.watch import Watch
from goodword.process import pause
from goodword.settings import Settings

log = structlog.get_logger()


class KafkaTransport:
    """Reads from Kafka what a service handles, as a member of the group `<prefix><service>`."""

    def __init__(
        self,
        db: Database,
        deliverer: Deliverer,
        settings: Settings,
        watch: Watch,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._deliverer = deliverer
        self._settings = settings
        self._watch = watch
        self._limits = limits or Limits()
        self._group = f"{settings.kafka_topic_prefix}{db.service}"
        self._failures = 0
        self._applier = Applier(db, deliverer)
        self._topics = topic_names(settings, {EVENTS[each].topic for each in deliverer.types})

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop`; what is being applied then is finished and committed first.

        Where Kafka is away, it is tried again with backoff, for ever. ReaderStoppedError (a bug
        parks everything) only turns readiness red and leaves the group.
        """
        while self._topics and not stop.is_set():
            try:
                await ensure_topics(self._settings, self._limits)
                await self._consume(stop)
            except ReaderStoppedError as error:
                self._watch.health.say(PART, False, str(error))
                await stop.wait()
            except (KafkaError, TimeoutError) as error:
                self._failures += 1
                log.warning("the consumer begins anew", error=repr(error)[:300])
                self._watch.health.say(PART, False, f"Kafka cannot be worked with: {error!r}")
                await pause(stop, backoff(self._failures, self._limits.backoff_s))

    async def _consume(self, stop: asyncio.Event) -> None:
        consumer = self._consumer()
        reader = Reader(self._topics, self._deliverer.types)
        member = Member(consumer, reader, self._applier, self._limits, self._watch)
        consumer.subscribe(list(self._topics), listener=member)
        self._watch.health.say(PART, False, "it has not joined its group yet")
        async with _joined(consumer, stop, self._limits) as joined:
            if joined:
                self._failures = 0
                watchdog = Watchdog(consumer, member, self._limits, self._watch)
                await self._attend(member, watchdog, stop)

    async def _attend(self, member: Member, watchdog: Watchdog, stop: asyncio.Event) -> None:
        consuming = asyncio.create_task(member.run(stop))
        watching = asyncio.create_task(watchdog.run(stop))
        try:
            # The watchdog ends when we are told to stop; then what runs is given its time.
            await asyncio.wait((consuming, watching), return_when=asyncio.FIRST_COMPLETED)
            finish_s = self._limits.finish_s + self._limits.commit_s
            await asyncio.wait((consuming,), timeout=finish_s)
        finally:
            consuming.cancel()
            watching.cancel()
            ends = await asyncio.gather(consuming, watching, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    def _consumer(self) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            bootstrap_servers=self._settings.kafka,
            group_id=self._group,
            client_id=socket.gethostname(),
            enable_auto_commit=False,  # it commits by the clock, whatever was applied
            auto_offset_reset="earliest",  # the default `latest` skips what a new group never read
            isolation_level="read_committed",
            max_poll_records=500,
            fetch_max_wait_ms=250,
            max_partition_fetch_bytes=1_048_576,
            session_timeout_ms=self._limits.session_timeout_ms,
            heartbeat_interval_ms=self._limits.heartbeat_interval_ms,
            rebalance_timeout_ms=self._limits.rebalance_timeout_ms,
            max_poll_interval_ms=300_000,
            request_timeout_ms=40_000,
            retry_backoff_ms=200,
            metadata_max_age_ms=60_000,
        )


@asynccontextmanager
async def _joined(
    consumer: AIOKafkaConsumer, stop: asyncio.Event, limits: Limits
) -> AsyncIterator[bool]:
    """Join the group, False where `stop` came first; and leave it at the end.

    KafkaError or TimeoutError where that does not succeed in time.
    """
    joining = asyncio.create_task(asyncio.wait_for(consumer.start(), limits.join_s))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((joining, stopping), return_when=asyncio.FIRST_COMPLETED)
        if joining.done():
            joining.result()
        yield joining.done()
    finally:
        for task in (joining, stopping):
            task.cancel()
        await asyncio.gather(joining, stopping, return_exceptions=True)
        try:
            await asyncio.wait_for(consumer.stop(), limits.close_s)
        except (TimeoutError, KafkaError) as error:
            # Its session runs out by itself, and whatever it still did the inbox would drop.
            log.warning("the consumer did not stop in good order", error=repr(error)[:300])
