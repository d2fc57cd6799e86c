"""Applying what came from one partition, each event once: as a batch, else event by event."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import structlog
from aiokafka import TopicPartition

from goodword.bus import parking
from goodword.bus.delivery import MAX_DEATHS, Deliverer
from goodword.bus.kafka.records import Poison
from goodword.bus.parking import Reason
from goodword.database import Database, is_retryable
from goodword.events import Envelope

log = structlog.get_logger()


class Applier:
    """Applies batches of one service. Remembers which partitions may hold what kills a process."""

    def __init__(self, db: Database, deliverer: Deliverer) -> None:
        self._db = db
        self._deliverer = deliverer
        self._died_before: dict[TopicPartition, bool] = {}
        self._counts: dict[UUID, int] = {}

    def distrust(self, partitions: Iterable[TopicPartition]) -> None:
        """Take these partitions for unproven: they are new to us, and may be the reason why."""
        for partition in partitions:
            self._died_before.pop(partition, None)

    def check(self) -> None:
        """ReaderStoppedError once too many different keys were parked in a row."""
        self._deliverer.check()

    async def apply(
        self, partition: TopicPartition, batch: Sequence[Envelope[Any] | Poison]
    ) -> None:
        """Apply a batch in its order; what cannot be applied is parked, and so is poison.

        Errors of the world are raised: then some of it may be done, and all of it may come again.
        """
        events: list[Envelope[Any]] = []
        for each in batch:
            if isinstance(each, Poison):
                await self._apply(partition, events)
                await self._park(each)
                events = []
            else:
                events.append(each)
        await self._apply(partition, events)

    async def _apply(self, partition: TopicPartition, events: Sequence[Envelope[Any]]) -> None:
        if not events:
            return
        unproven = partition not in self._died_before
        if unproven:
            self._died_before[partition] = await self._count(events[0]) > 1
        if self._died_before[partition]:
            await self._apply_warily(events)
        else:
            await self._apply_together(events)
        if unproven or self._died_before[partition]:
            # Not earlier: until all is applied, all comes again to whoever follows us.
            await self._forget(events)
            self._died_before[partition] = False

    async def _apply_together(self, events: Sequence[Envelope[Any]]) -> None:
        try:
            async with self._db.begin() as session:
                await self._deliverer.apply(session, events)
                return
        except Exception as error:
            if is_retryable(error):
                raise
            log.info("batch is applied event by event", error=repr(error)[:300])
        async with self._db.begin() as session:
            await self._deliverer.apply_singly(session, events)

    async def _apply_warily(self, events: Sequence[Envelope[Any]]) -> None:
        """One by one, each counted first: a process died with this batch in hand.

        The event that was in hand too often is the one that kills, and is parked.
        """
        for event in events:
            deadly = await self._count(event) > MAX_DEATHS
            async with self._db.begin() as session:
                if deadly:
                    await self._deliverer.park_deadly(session, event)
                else:
                    await self._deliverer.apply_singly(session, [event])

    async def _count(self, event: Envelope[Any]) -> int:
        """How many processes had this event in hand, us included; we count ourselves once only."""
        if event.id not in self._counts:
            async with self._db.begin() as session:
                self._counts[event.id] = await self._deliverer.count_attempt(session, event.id)
        return self._counts[event.id]

    async def _forget(self, events: Sequence[Envelope[Any]]) -> None:
        async with self._db.begin() as session:
            await self._deliverer.forget_attempts(session, [event.id for event in events])
        for event in events:
            self._counts.pop(event.id, None)

    async def _park(self, poison: Poison) -> None:
        log.error("record is no event, parked", topic=poison.envelope.topic, error=poison.error)
        async with self._db.begin() as session:
            await parking.park(session, [(poison.envelope, Reason("parked", error=poison.error))])
