"""The log, read back."""

from typing import TypeVar

from sqlalchemy import text

from goodword.database import Database
from goodword.events import EVENTS, Event

E = TypeVar("E", bound=Event)


async def said(db: Database, kind: type[E]) -> list[E]:
    """All events of a kind, in the order of the log; each key's are counted without a gap."""
    async with db.begin() as session:
        rows = await session.execute(text("select * from bus.outbox order by tx_id, id"))
        counted: dict[tuple[str, str], int] = {}
        found = []
        for row in rows:
            counted[row.topic, row.key] = counted.get((row.topic, row.key), 0) + 1
            assert row.seq == counted[row.topic, row.key], f"{row.type} {row.key} {row.seq}"
            event = EVENTS[row.type].model_validate(row.data)
            if isinstance(event, kind):
                found.append(event)
    return found
