"""From what travelled to what a handler is given."""

from dataclasses import dataclass
from typing import Any

from goodword.errors import GoodwordError
from goodword.events import Envelope, Event, read_event


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in an envelope in place of an event that cannot be read; it will be parked."""

    error: str


class UnreadableError(GoodwordError):
    """A batch holds an event that cannot be read, so it is applied event by event."""


ERASURE = "goodword.person-erased."


def is_erasure(type_: str) -> bool:
    """Whether nothing of its key that was said before an event of this type may stay anywhere."""
    return type_.startswith(ERASURE)


def read_envelope(row: Any) -> Envelope[Any]:
    """The envelope of what travelled: anything with the outbox's columns as attributes."""
    event: Event | Unreadable
    try:
        event = read_event(row.type, row.data)
    except ValueError as error:
        event = Unreadable(str(error))
    return Envelope(
        id=row.event_id,
        type=row.type,
        topic=row.topic,
        key=row.key,
        seq=row.seq,
        business_id=row.business_id,
        time=row.created_at,
        event=event,
        headers=row.headers,
        data=row.data,
    )
