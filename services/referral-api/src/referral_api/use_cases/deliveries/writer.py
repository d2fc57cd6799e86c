"""Keeps deliveries for all requests that come at the same time, in one transaction.

A durable commit costs the same for one row as for a hundred. While one group is being committed,
the next gathers; a request is answered only once its group is committed.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import structlog

from goodword.bus.signal import Signal
from goodword.database import Database, is_retryable
from goodword.errors import GoodwordError, TransientError
from referral_api.db.connections.deliveries import NewDelivery, insert_deliveries

MAX_GROUP = 200
MAX_GROUP_BYTES = 16 << 20
MAX_WAITING = 1000
"""More requests than that at once are asked to come back."""

CROWD = 4
"""So many requests in one group are a crowd, of which more are on their way."""

GATHER_S = 0.003
"""So long a crowd is waited for, since a commit costs the same for one request as for many."""

RETRY_AFTER_S = 2.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Asked:
    delivery: NewDelivery
    answer: "asyncio.Future[bool]" = field(repr=False)

    def settle(self, is_new: bool) -> None:
        # The request may have gone away: its delivery is kept all the same.
        if not self.answer.done():
            self.answer.set_result(is_new)

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class DeliveryWriter:
    """The one task that writes deliveries; `arrived` is set after each commit."""

    def __init__(self, db: Database, *, max_waiting: int = MAX_WAITING) -> None:
        self.arrived = Signal()
        self._db = db
        self._queue: asyncio.Queue[_Asked] = asyncio.Queue(max_waiting)
        self._is_running = False

    async def keep(self, delivery: NewDelivery) -> bool:
        """Return once the delivery is committed; False where it was here before.

        TransientError where it is not: too many wait, we are stopping, or the database is away.
        Any other error is about this delivery alone.
        """
        if not self._is_running:
            raise TransientError("deliveries are not taken now", retry_after_s=RETRY_AFTER_S)
        asked = _Asked(delivery, asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(asked)
        except asyncio.QueueFull as error:
            raise TransientError("too many deliveries", retry_after_s=RETRY_AFTER_S) from error
        return await asked.answer

    async def run(self, stop: asyncio.Event) -> None:
        """Write until `stop` is set and nobody waits any more."""
        self._is_running = True
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while group := await self._next(stopping):
                await self._write(group)
                if len(group) >= CROWD:
                    await asyncio.sleep(GATHER_S)
        finally:
            self._is_running = False
            stopping.cancel()
            with contextlib.suppress(asyncio.QueueEmpty):
                while True:
                    self._queue.get_nowait().fail(TransientError("stopping", retry_after_s=1))

    async def _next(self, stopping: "asyncio.Future[Literal[True]]") -> list[_Asked]:
        """The requests that wait now, at least one; none once we are to stop."""
        group: list[_Asked] = []
        if self._queue.empty():
            waiting = asyncio.ensure_future(self._queue.get())
            try:
                await asyncio.wait((waiting, stopping), return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                # What was taken out is in no queue any more, and must be answered all the same.
                _fail(_taken(waiting), TransientError("stopping", retry_after_s=RETRY_AFTER_S))
                raise
            group += _taken(waiting)
        size = sum(len(each.delivery.raw) for each in group)
        while len(group) < MAX_GROUP and size < MAX_GROUP_BYTES and not self._queue.empty():
            group.append(self._queue.get_nowait())
            size += len(group[-1].delivery.raw)
        return group

    async def _write(self, group: Sequence[_Asked]) -> None:
        try:
            await self._commit(group)
        except asyncio.CancelledError:
            _fail(group, TransientError("stopping", retry_after_s=RETRY_AFTER_S))
            raise
        except Exception as error:
            if is_retryable(error):
                log.warning("deliveries not kept", count=len(group), error=type(error).__name__)
                _fail(group, TransientError("the database is away", retry_after_s=RETRY_AFTER_S))
            elif len(group) == 1:
                group[0].fail(error)
            else:
                # One of them is wrong, and the others must not pay for it.
                for each in group:
                    await self._write([each])

    async def _commit(self, group: Sequence[_Asked]) -> None:
        deliveries = [each.delivery for each in group]
        async with self._db.alone() as connection:
            new: set[UUID] = await insert_deliveries(connection, deliveries)
        for each in group:
            each.settle(each.delivery.id in new)
        self.arrived.set()


def _taken(waiting: "asyncio.Task[_Asked]") -> list[_Asked]:
    """What was taken out of the queue; else nothing is, and nothing will be."""
    if waiting.done() and not waiting.cancelled():
        return [waiting.result()]
    waiting.cancel()
    return []


def _fail(group: Sequence[_Asked], error: GoodwordError) -> None:
    for each in group:
        each.fail(error)
