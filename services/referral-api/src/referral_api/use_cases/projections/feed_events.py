"""Keep what happened, whoever said it, for `GET /v1/events`."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, Event
from referral_api.db.projections.event_feed import add_to_feed
from referral_api.domain.endpoints.event_types import outer_name
from referral_api.use_cases.endpoints.dispatch_events import dispatch_events

OF_PEOPLE: Final = frozenset({"rewards", "messages"})
"""Topics of which the timeline of a person tells."""


async def feed_events(batch: Sequence[Envelope[Event]], *, session: AsyncSession) -> None:
    """Put events into the feed of their business, and have them sent to its endpoints."""
    rows = [_row(envelope) for envelope in batch]
    await add_to_feed(session, rows)
    await dispatch_events(rows, session=session)


def _row(envelope: Envelope[Event]) -> dict[str, Any]:
    event = envelope.event
    data = event.model_dump(mode="json")
    # What is sealed crosses from service to service; it is shown to nobody.
    for part in (data, data.get("handover") or {}):
        part.pop("sealed", None)
    return {
        "business_id": envelope.business_id,
        "id": envelope.id,
        "type": outer_name(event.name),
        "topic": envelope.topic,
        "subject": event.subject,
        "seq": envelope.seq,
        "source": envelope.source,
        "data": data,
        "created_at": envelope.time,
        "person": _person(data) if envelope.topic in OF_PEOPLE else None,
    }


def _person(data: dict[str, Any]) -> str | None:
    """Whose reward or message it tells of."""
    return data.get("beneficiary_id") or data.get("person_id")
