"""One member of a consumer group: it polls its partitions, applies what comes, and commits."""

import asyncio
import random
import time
from collections.abc import Collection, Sequence
from contextlib import suppress

import structlog
from aiokafka import (
    AIOKafkaConsumer,
    ConsumerRebalanceListener,
    ConsumerRecord,
    TopicPartition,
)
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from goodword.bus.kafka.applying import Applier
from goodword.bus.kafka.limits import Limits, backoff
from goodword.bus.kafka.records import Reader
from goodword.database import is_retryable
from goodword.observability.watch import Watch

Polled = dict[TopicPartition, list[ConsumerRecord]]

BATCH = 200
"""Records that one transaction applies at the most."""

AT_ONCE = 4
"""Partitions that are applied at the same time, each on a connection."""

POLL_MS = 250

log = structlog.get_logger()


class Member(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """A consumer and what it does with its partitions; made anew for each consumer.

    What is applied but not committed comes again, here or at another member, and is dropped by the
    inbox: so a commit that fails does no harm.
    """

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        reader: Reader,
        applier: Applier,
        limits: Limits,
        watch: Watch,
    ) -> None:
        self._consumer = consumer
        self._reader = reader
        self._applier = applier
        self._limits = limits
        self._metrics, self._group = watch.metrics, watch.service
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._applied: dict[TopicPartition, int] = {}
        self._resting: dict[TopicPartition, float] = {}
        self._failures: dict[TopicPartition, int] = {}
        self._handing_out = True
        self._idle = asyncio.Event()
        self._idle.set()
        self.trouble = ""
        """Why partitions rest; empty when all is well."""
        self.bereft_since: float | None = None
        """Since when our partitions are taken away and none were given to us."""
        self.uncommitted_since: float | None = None
        """Since when something is applied whose offset Kafka has not acknowledged."""

    @property
    def busy(self) -> bool:
        """Whether a batch is being applied now."""
        return not self._idle.is_set()

    @property
    def resting(self) -> Collection[TopicPartition]:
        """Partitions that are left alone for a while, because the world failed them."""
        return self._resting.keys()

    async def run(self, stop: asyncio.Event) -> None:
        """Poll, apply and commit until `stop`.

        KafkaError where a new consumer is needed; ReaderStoppedError where a human is.
        """
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._applier.check()
                self._wake_rested()
                polled = await self._poll(stopping)
                if polled:
                    await self._apply_all(polled, stop)
                if self._applied:
                    await self._commit(self._limits.commit_s)
        finally:
            stopping.cancel()

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Finish what is being applied and commit it, before others get these partitions."""
        self._handing_out = False
        self.bereft_since = time.monotonic()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), self._limits.finish_s)
        with suppress(KafkaError):
            await self._commit(self._limits.last_commit_s)
        for kept in (self._applied, self._resting, self._failures):
            kept.clear()
        self.trouble = ""
        self.uncommitted_since = None

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Begin with the partitions that are ours now."""
        self._applier.distrust(assigned)
        self.bereft_since = None
        self._handing_out = True

    async def _poll(self, stopping: asyncio.Task[bool]) -> Polled:
        # During a rebalance this waits longer than asked for, so a stop must be able to end it.
        polling = asyncio.ensure_future(self._consumer.getmany(timeout_ms=POLL_MS))
        try:
            await asyncio.wait((polling, stopping), return_when=asyncio.FIRST_COMPLETED)
            return polling.result() if polling.done() else {}
        finally:
            polling.cancel()

    async def _apply_all(self, polled: Polled, stop: asyncio.Event) -> None:
        self._idle.clear()
        try:
            async with asyncio.TaskGroup() as tasks:
                for partition, records in polled.items():
                    tasks.create_task(self._apply(partition, records, stop))
        finally:
            self._idle.set()

    async def _apply(
        self, partition: TopicPartition, records: Sequence[ConsumerRecord], stop: asyncio.Event
    ) -> None:
        async with self._gate:
            for start in range(0, len(records), BATCH):
                if stop.is_set() or not self._handing_out:
                    return  # what is left was not committed, and comes again
                batch = records[start : start + BATCH]
                read = [each for record in batch if (each := self._reader.read(record))]
                try:
                    with self._metrics.process_duration.labels(self._group).time():
                        await self._applier.apply(partition, read)
                except Exception as error:
                    if not is_retryable(error):
                        raise
                    self._rest(partition, batch[0].offset, error)
                    return
                self._note_applied(partition, batch[-1].offset + 1)
                self._metrics.consumed.labels(self._group, partition.topic).inc(len(batch))

    def _note_applied(self, partition: TopicPartition, offset: int) -> None:
        self._applied[partition] = offset
        self._failures.pop(partition, None)
        if not self._failures:
            self.trouble = ""
        if self.uncommitted_since is None:
            self.uncommitted_since = time.monotonic()

    def _rest(self, partition: TopicPartition, offset: int, error: Exception) -> None:
        """Leave a partition alone for a while, then read it again from `offset`.

        To sleep here instead would hold up the others, and past `max_poll_interval_ms` Kafka would
        take all of them for dead.
        """
        failures = self._failures[partition] = self._failures.get(partition, 0) + 1
        pause_s = backoff(failures, self._limits.backoff_s) * random.uniform(0.5, 1)  # noqa: S311 - jitter
        self.trouble = f"the database cannot be worked with: {error!r}"[:300]
        log.warning("a partition rests", partition=str(partition), seconds=round(pause_s, 1))
        with suppress(IllegalStateError):  # taken away from us meanwhile
            self._consumer.pause(partition)
            self._consumer.seek(partition, offset)
            self._resting[partition] = time.monotonic() + pause_s

    def _wake_rested(self) -> None:
        now = time.monotonic()
        for partition in [each for each, until in self._resting.items() if until <= now]:
            del self._resting[partition]
            with suppress(IllegalStateError):
                self._consumer.resume(partition)

    async def _commit(self, limit_s: float) -> None:
        """Tell Kafka what is applied; what it does not take in time is told again later."""
        assigned = self._consumer.assignment()
        offsets = {each: at for each, at in self._applied.items() if each in assigned}
        if not offsets:
            return
        try:
            # `commit` tries again without end while brokers are away.
            with self._metrics.operation_duration.labels("commit").time():
                await asyncio.wait_for(self._consumer.commit(offsets), limit_s)
        except TimeoutError:
            log.warning("Kafka takes no offsets, they are told again later")
            return
        except (CommitFailedError, IllegalStateError) as error:
            log.info("offsets are not ours to commit any more", error=repr(error)[:200])
        for partition, offset in offsets.items():
            if self._applied.get(partition) == offset:
                del self._applied[partition]
        if not self._applied:
            self.uncommitted_since = None
