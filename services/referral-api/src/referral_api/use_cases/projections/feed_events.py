"""Keep what happened, whoever said it, for `GET /v1/events`."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, Event
from referral_api.db.projections.event_feed import add_to_feed

OF_PEOPLE: Final = frozenset({"rewards", "messages"})
"""Topics of which the timeline of a person tells."""


async def feed_events(batch: Sequence[Envelope[Event]], *, session: AsyncSession) -> None:
    """Put events into the feed of their business."""
    await add_to_feed(session, [_row(envelope) for envelope in batch])


def _row(envelope: Envelope[Event]) -> dict[str, Any]:
    event = envelope.event
    data = event.model_dump(mode="json")
    # What is sealed crosses from service to service; it is shown to nobody.
    for part in (data, data.get("handover") or {}):
        part.pop("sealed", None)
    return {
        "business_id": envelope.business_id,
        "id": envelope.id,
        # The name as Standard Webhooks write it, which allow no hyphen.
        "type": event.name.replace("-", "_"),
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
