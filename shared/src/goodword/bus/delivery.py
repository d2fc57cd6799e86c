"""Applying a batch of events exactly once, whatever transport brought it.

In one transaction: record the batch in the inbox, leave out what was there, put aside what must
wait behind an earlier event of its key, and hand the rest to the handlers, cut into runs. What a
handler says it cannot know yet is put aside too, and the rest of its run goes on. Where a run fails
on data or code, the batch is done again event by event, and what fails alone is parked.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias
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

# One statement for all that comes before the handlers: which events are new, which must wait behind
# an earlier one of their key, and whose rows the transaction may see. What is older than the inbox
# is state of a compacted topic: its handlers ignore what they know better, so it may come again.
_RECEIVE = text("""
    with given as (
        select e.*, event_id < (select first_id(
            (date_trunc('week', current_date) - :weeks * interval '7 days')::date)) as is_older
        from unnest(cast(:event_ids as uuid[]), cast(:topics as text[]), cast(:keys as text[]))
            as e (event_id, topic, key)
    ), recorded as (
        insert into inbox (event_id) select event_id from given where not is_older
        on conflict do nothing returning event_id
    ), scoped as materialized (select set_config('goodword.businesses', :businesses, true))
    select event_id,
           exists (select 1 from parked_event p
                   where p.topic = g.topic and p.key = g.key) as is_held
    from given g
    where (is_older or event_id in (select event_id from recorded))
      and (select true from scoped)
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

Kept: TypeAlias = list[tuple[Envelope[Any], Reason]]
"""Events that are put aside, in order, each with why."""


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
        kept: Kept = []
        ready = []
        for envelope, is_held in await self._receive(session, batch):
            if is_held and not is_erasure(envelope.type):
                kept.append((envelope, Reason("behind")))
                continue
            if is_held:
                # An erasure waits behind nothing: that is what is to be forgotten.
                await parking.forget(session, envelope)
                _drop(kept, envelope)
            ready.append(envelope)
        await parking.park(session, [*kept, *await self.apply_ready(session, ready)])
        session.info["after_commit"].append(self._parked_in_a_row.clear)

    async def apply_ready(self, session: AsyncSession, batch: Sequence[Envelope[Any]]) -> Kept:
        """Apply events that nothing of their key holds back; those that have to wait, in order.

        Waiting takes nothing back: a handler says so before it writes.
        """
        kept: Kept = []
        held: set[tuple[str, str]] = set()
        for whole in runs(batch):
            run = _hold_back(whole, held, kept)
            while run:
                try:
                    await self._handle(run, session)
                    break
                except StateUnseenError as unseen:
                    if not unseen.waits.keys() & {envelope.id for envelope in run}:
                        raise
                    run = _hold_back(run, held, kept, unseen)
        return kept

    async def _handle(self, run: Sequence[Envelope[Any]], session: AsyncSession) -> None:
        for envelope in run:
            if isinstance(envelope.event, Unreadable):
                raise UnreadableError(envelope.event.error)
        with consuming(run):
            await self._handlers[run[0].type](run, session=session)

    async def apply_singly(self, session: AsyncSession, batch: Sequence[Envelope[Any]]) -> None:
        """Apply a batch event by event; what fails alone is parked with its key's followers."""
        for each in batch:
            for envelope, is_held in await self._receive_singly(session, each):
                must_wait = is_held and not is_erasure(envelope.type)
                if is_held and not must_wait:
                    await parking.forget(session, envelope)
                reason = Reason("behind") if must_wait else await self.attempt(session, envelope)
                if reason is None:
                    self._parked_in_a_row.clear()
                    continue
                await parking.park(session, [(envelope, reason)])
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
            await parking.park(session, [(envelope, Reason("parked", error=error))])

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
            await parking.park(session, [(envelope, Reason("parked", error=repr(error)))])
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


def _drop(kept: Kept, erasure: Envelope[Any]) -> None:
    """Leave out what was to be put aside before an erasure of its key: it counts no more."""
    kept[:] = [each for each in kept if _place(each[0]) != _place(erasure)]


def _place(envelope: Envelope[Any]) -> tuple[str, str]:
    return envelope.topic, envelope.key


def _hold_back(
    run: Sequence[Envelope[Any]],
    held: set[tuple[str, str]],
    kept: Kept,
    unseen: StateUnseenError | None = None,
) -> list[Envelope[Any]]:
    """What of a run may go on; the rest is added to `kept`, and its keys to `held`."""
    going = []
    for envelope in run:
        if _place(envelope) in held and is_erasure(envelope.type):
            _drop(kept, envelope)
            held.discard(_place(envelope))
            going.append(envelope)
        elif _place(envelope) in held:
            kept.append((envelope, Reason("behind")))
        elif unseen and envelope.id in unseen.waits:
            waits = unseen.waits[envelope.id]
            kept.append((envelope, Reason("waiting", waits, f"waits for {', '.join(waits[:5])}")))
            held.add(_place(envelope))
        else:
            going.append(envelope)
    return going
