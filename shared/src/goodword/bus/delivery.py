"""Applying a batch of events exactly once, whatever transport brought it.

In one transaction: record the batch in the inbox, leave out what was there, put aside what must
wait behind an earlier event of its key, and hand the rest to the handlers, cut into runs. Where a
run fails on data or code, the batch is done again event by event, and what fails alone is parked.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import parking
from goodword.bus.envelopes import Unreadable, UnreadableError, is_erasure
from goodword.bus.handlers import Handlers, StateUnseenError, runs
from goodword.bus.parking import Reason
from goodword.database import is_retryable, scope
from goodword.errors import GoodwordError
from goodword.events import Envelope
from goodword.observability.tracing import consuming

MAX_PARKED_IN_A_ROW = 20
"""That many different keys parked without one success between them are a bug, not bad data."""

MAX_DEATHS = 5
"""So often may one event be in hand when the process dies before it is parked."""

# One statement for all that comes before the handlers: which events are new, which of them must
# wait behind an earlier one of their key, and whose rows the transaction may see from here on.
# What is older than the inbox comes from a compacted topic, as state that a new group reads for
# the first time: its handlers ignore what they know better, so it may come again.
_RECEIVE = text("""
    with given as (
        select e.*, event_id < first_id(
            (date_trunc('week', current_date) - :weeks * interval '7 days')::date) as is_older
        from unnest(cast(:event_ids as uuid[]), cast(:topics as text[]), cast(:keys as text[]))
            as e (event_id, topic, key)
    ), recorded as (
        insert into inbox (event_id) select event_id from given where not is_older
        on conflict do nothing returning event_id
    )
    select event_id,
           exists (select 1 from parked_event p
                   where p.topic = g.topic and p.key = g.key) as is_held,
           set_config('goodword.businesses', :businesses, true)
    from given g where is_older or event_id in (select event_id from recorded)
""")
_COUNT_ATTEMPT = text("""
    insert into attempt (event_id, count) values (:event_id, 1)
    on conflict (event_id) do update set count = attempt.count + 1, at = now()
    returning count
""")
_FORGET_ATTEMPTS = text("delete from attempt where event_id = any(cast(:event_ids as uuid[]))")

INBOX_WEEKS = 13
"""So long an event is remembered: longer than either transport keeps what might come again."""

log = structlog.get_logger()


class ReaderStoppedError(GoodwordError):
    """Too many events in a row could not be applied; readiness turns red until a human looks."""


class Deliverer:
    """Hands batches of events to a service's handlers. Keeps count of failures in a row."""

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = {event.type(): handler for event, handler in handlers.items()}
        self._parked_in_a_row: set[tuple[str, str]] = set()

    @property
    def types(self) -> list[str]:
        """The CloudEvents types that are handled; all others are passed over."""
        return list(self._handlers)

    def check(self) -> None:
        """ReaderStoppedError once too many different keys were parked in a row."""
        if len(self._parked_in_a_row) >= MAX_PARKED_IN_A_ROW:
            raise ReaderStoppedError(
                f"{MAX_PARKED_IN_A_ROW} events of different keys failed one after the other; look "
                "at `goodword parked list`, mend the cause and restart"
            )

    async def apply(self, session: AsyncSession, batch: Sequence[Envelope[Any]]) -> None:
        """Apply a batch as a whole. Any error means: nothing of it is done."""
        ready = []
        for envelope, is_held in await self._receive(session, batch):
            if isinstance(envelope.event, Unreadable):
                raise UnreadableError(envelope.event.error)
            if is_held and not await _ends_its_key(session, envelope):
                await parking.park(session, envelope, Reason("behind"))
            else:
                ready.append(envelope)
        for run in runs(ready):
            with consuming(run):
                await self._handlers[run[0].type](run, session=session)
        session.info["after_commit"].append(self._parked_in_a_row.clear)

    async def apply_singly(self, session: AsyncSession, batch: Sequence[Envelope[Any]]) -> None:
        """Apply a batch event by event; what fails alone is parked with its key's followers."""
        for each in batch:
            for envelope, is_held in await self._receive_singly(session, each):
                must_wait = is_held and not await _ends_its_key(session, envelope)
                reason = Reason("behind") if must_wait else await self.attempt(session, envelope)
                if reason is None:
                    self._parked_in_a_row.clear()
                    continue
                await parking.park(session, envelope, reason)
                if reason.state == "parked":
                    self._parked_in_a_row.add((envelope.topic, envelope.key))

    async def attempt(self, session: AsyncSession, envelope: Envelope[Any]) -> Reason | None:
        """Apply one event under a savepoint; the reason where it cannot be applied now."""
        if isinstance(envelope.event, Unreadable):
            log.error("event cannot be read", event_id=str(envelope.id), type=envelope.type)
            return Reason("parked", error=envelope.event.error)
        try:
            async with session.begin_nested():
                await scope(session, {envelope.business_id})
                with consuming([envelope]):
                    await self._handlers[envelope.type]([envelope], session=session)
        except StateUnseenError as unseen:
            return Reason("waiting", unseen.waits.get(envelope.id, ()), str(unseen))
        except Exception as error:
            if is_retryable(error):
                raise
            log.exception("event parked", event_id=str(envelope.id), type=envelope.type)
            return Reason("parked", error=f"{type(error).__name__}: {error}")
        return None

    async def count_attempt(self, session: AsyncSession, event_id: UUID) -> int:
        """How often this event was in hand, this time included; to be committed before the try."""
        count = await session.scalar(_COUNT_ATTEMPT, {"event_id": event_id})
        return int(count or 0)

    async def park_deadly(self, session: AsyncSession, envelope: Envelope[Any]) -> None:
        """Park an event that was in hand each time the process died."""
        if await self._receive(session, [envelope]):
            error = f"the process died {MAX_DEATHS} times while this event was in hand"
            await parking.park(session, envelope, Reason("parked", error=error))

    async def forget_attempts(self, session: AsyncSession, event_ids: Sequence[UUID]) -> None:
        """Forget that these events were in hand; they are applied or parked."""
        await session.execute(_FORGET_ATTEMPTS, {"event_ids": list(event_ids)})

    async def _receive_singly(
        self, session: AsyncSession, envelope: Envelope[Any]
    ) -> list[tuple[Envelope[Any], bool]]:
        """As `_receive`, of one event; one whose id no inbox can hold is parked."""
        try:
            async with session.begin_nested():
                return await self._receive(session, [envelope])
        except Exception as error:
            if is_retryable(error):
                raise
            log.exception("event parked", event_id=str(envelope.id), type=envelope.type)
            await parking.park(session, envelope, Reason("parked", error=repr(error)))
            return []

    async def _receive(
        self, session: AsyncSession, batch: Sequence[Envelope[Any]]
    ) -> list[tuple[Envelope[Any], bool]]:
        """Those of `batch` that we handle and that the inbox has not seen, now recorded there;
        each with whether an earlier event of its key is parked."""
        ours = {e.id: e for e in batch if e.type in self._handlers}
        if not ours:
            return []
        businesses = {str(envelope.business_id) for envelope in ours.values()}
        rows = await session.execute(
            _RECEIVE,
            {
                "event_ids": list(ours),
                "topics": [envelope.topic for envelope in ours.values()],
                "keys": [envelope.key for envelope in ours.values()],
                "businesses": "{" + ",".join(businesses) + "}",
                "weeks": INBOX_WEEKS,
            },
        )
        held = {row.event_id: row.is_held for row in rows}
        return [(envelope, held[id_]) for id_, envelope in ours.items() if id_ in held]


async def _ends_its_key(session: AsyncSession, envelope: Envelope[Any]) -> bool:
    """Whether nothing that was put aside before this event counts any more: it is dropped then.

    An erasure waits behind nothing, since what it would wait for is what is to be forgotten.
    """
    if not is_erasure(envelope.type):
        return False
    await parking.forget(session, envelope)
    return True
