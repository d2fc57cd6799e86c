"""Events in tests: hand them to handlers as the log would, read what was said, read it all."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from goodword import ids
from goodword.bus import Handlers, Said
from goodword.bus.delivery import Deliverer
from goodword.bus.envelopes import read_envelope
from goodword.bus.log import LogReader
from goodword.database import Database
from goodword.events import Envelope

MAX_ROUNDS = 1000

_ALL = text("""
    select event_id, business_id, topic, type, key, seq, data::text as data, headers, created_at
    from bus.outbox order by tx_id, id
""")


def envelope_of(said: Said) -> Envelope[Any]:
    """The event as the log would carry it, with an id of its own."""
    event = said.event
    return Envelope(
        id=ids.new(),
        type=event.type(),
        topic=event.topic,
        key=event.key,
        seq=said.seq,
        business_id=event.business_id,
        time=datetime.now(UTC),
        event=event,
        headers={"source": "test"},
        data=event.model_dump_json(),
    )


async def deliver(
    db: Database, handlers: Handlers, events: Sequence[Said | Envelope[Any]]
) -> list[Envelope[Any]]:
    """Apply events as one batch, in the way in which both transports do; what was delivered.

    An Envelope that was returned before is a repeat, which the inbox drops. What a handler raises
    is raised here, and nothing is parked.
    """
    batch = [envelope_of(each) if isinstance(each, Said) else each for each in events]
    async with db.begin() as session:
        await Deliverer(handlers).apply(session, batch)
    return batch


async def pump(db: Database, handlers: Handlers) -> int:
    """Read the log until this service has applied all there is; how many events it passed."""
    reader = LogReader(db, Deliverer(handlers), db.service)
    await reader.seed()
    passed = 0
    for _ in range(MAX_ROUNDS):
        if not await reader.has_unread():
            return passed
        passed += await reader.read()
    raise AssertionError(f"the log was not read to its end in {MAX_ROUNDS} rounds")


async def events_of(db: Database) -> list[Envelope[Any]]:
    """Every event on the log, in its order."""
    async with db.begin() as session:
        return [read_envelope(row) for row in await session.execute(_ALL)]
