"""Everything a service does with the log, as loops that run until they are told to stop."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

import structlog

from goodword.bus.delivery import Deliverer, ReaderStoppedError
from goodword.bus.handlers import Handlers
from goodword.bus.kafka import KafkaTransport, Relay
from goodword.bus.log import BATCH, LogReader
from goodword.bus.retrying import Retrier
from goodword.bus.signal import said
from goodword.bus.upkeep import WARN_BELOW_DAYS, Upkeep
from goodword.database import Database, is_retryable
from goodword.observability.watch import Watch
from goodword.process import pause
from goodword.settings import Settings

BUSY_POLL_S = 0.02
IDLE_POLL_S = 0.25
RETRY_EVERY_S = 0.5
MEASURE_EVERY_S = 5.0
UPKEEP_EVERY_S = 3600.0
FIRST_BACKOFF_S = 0.1
MAX_BACKOFF_S = 30.0
WAITING_TOO_LONG_S = 3600.0
"""Facts come within seconds: an event that waits longer for one waits for what we have lost."""

log = structlog.get_logger()


T = TypeVar("T")


class Bus:
    """The log as one service uses it: consuming, relaying, trying again, upkeep, measures."""

    def __init__(self, db: Database, handlers: Handlers, settings: Settings, watch: Watch) -> None:
        self._db = db
        self._settings = settings
        self._watch = watch
        self._group = db.service
        self._deliverer = Deliverer(handlers)
        self._upkeep = Upkeep(
            db, self._group, transport=settings.bus, keep_days=settings.outbox_days
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop`; what is being applied then is finished first.

        Where the world fails (the database is away) the same is tried again, for ever.
        """
        async with asyncio.TaskGroup() as tasks:
            await self._surely(stop, self._upkeep.check_restored)
            await self._surely(stop, self._upkeep.partitions)
            for work in self._transport(stop):
                tasks.create_task(work)
            retrier = Retrier(self._db, self._deliverer)
            tasks.create_task(self._again(stop, RETRY_EVERY_S, retrier.retry))
            tasks.create_task(self._again(stop, UPKEEP_EVERY_S, self._upkeep.partitions))
            tasks.create_task(self._again(stop, MEASURE_EVERY_S, self._measure))

    def _transport(self, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
        if self._settings.bus == "log":
            return [self._read_log(stop)]
        transport = KafkaTransport(self._db, self._deliverer, self._settings, self._watch)
        return [transport.run(stop), Relay(self._db, self._settings, self._watch).run(stop)]

    async def _read_log(self, stop: asyncio.Event) -> None:
        reader = LogReader(self._db, self._deliverer, self._group)
        await self._surely(stop, reader.seed)
        idle_s = BUSY_POLL_S
        found: int | None = 0
        while not stop.is_set():
            try:
                found = await self._surely(stop, partial(self._read_next, reader, found))
            except ReaderStoppedError as error:
                self._watch.health.say("log", False, str(error))
                await stop.wait()
                return
            idle_s = BUSY_POLL_S if found else min(idle_s * 2, IDLE_POLL_S)
            if not found:
                await said.wait(idle_s)

    async def _read_next(self, reader: LogReader, last: int | None) -> int:
        """Read a batch, after one of `last` events; a reader without work only looks."""
        self._deliverer.check()
        if (last or 0) < BATCH and not await reader.has_unread():
            return 0
        return await reader.read()

    async def _again(
        self, stop: asyncio.Event, every_s: float, work: Callable[[], Awaitable[object]]
    ) -> None:
        while not await pause(stop, every_s):
            await self._surely(stop, work)

    async def _surely(self, stop: asyncio.Event, work: Callable[[], Awaitable[T]]) -> T | None:
        """Do `work`, again and again while the world fails; None where `stop` came first."""
        backoff_s = FIRST_BACKOFF_S
        while not stop.is_set():
            try:
                done = await work()
            except Exception as error:
                cause = _single(error)
                if not is_retryable(cause):
                    raise cause from None
                self._watch.health.say("database", False, f"it cannot be worked with: {cause!r}")
                log.warning("the database fails, trying again", error=repr(cause)[:300])
                await pause(stop, random.uniform(backoff_s / 2, backoff_s))  # noqa: S311 - jitter
                backoff_s = min(backoff_s * 2, MAX_BACKOFF_S)
            else:
                self._watch.health.say("database", True)
                return done
        return None

    async def _measure(self) -> None:
        await self._upkeep.raise_floor()
        status = await self._upkeep.status()
        metrics, health = self._watch.metrics, self._watch.health
        if self._settings.bus == "log":  # on Kafka the relay and the consumer say how far they are
            metrics.outbox_lag.labels(self._group).set(status.oldest_unread_s)
        metrics.xmin_stall.set(status.xmin_stall_s)
        metrics.outbox_days_ahead.set(status.days_ahead)
        for state in ("parked", "waiting", "behind"):
            metrics.parked.labels(state).set(getattr(status, state))
        health.say(
            "log days",
            status.days_ahead >= WARN_BELOW_DAYS,
            f"the log has partitions for {status.days_ahead} days only; look for what locks it",
        )
        metrics.waiting_longest.set(status.waiting_longest_s)
        # A service whose state is fresh or lacks something is not ready while events wait for it.
        health.say(
            "waiting",
            status.waiting_longest_s <= WAITING_TOO_LONG_S,
            f"{status.waiting} events wait for facts that do not come, the first for "
            f"{status.waiting_longest_s:.0f} s; see `goodword parked list`",
        )


def _single(error: Exception) -> Exception:
    """The first error of a group of tasks: any one that is not the world's ends them all."""
    if not isinstance(error, ExceptionGroup):
        return error
    causes = [_single(each) for each in error.exceptions]
    return next((each for each in causes if not is_retryable(each)), causes[0])
