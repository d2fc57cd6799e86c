"""A product review: how many stars, which words, and whose."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from goodword.moments import Moment
from referral_api.domain.connections.about import NO_SETTINGS, ConnectionSettings
from referral_api.domain.connections.delivery import Ignored, Translation
from referral_api.domain.relationships.bodies import ReviewBody
from referral_api.sources.reading import Id, line, read, shaped

SOURCE = "judgeme"
MAX_TEXT_CHARS = 5000
_REVIEWS = frozenset({"review/created", "review/updated"})


class _Reviewer(BaseModel):
    id: Id | None = None
    external_id: Id | None = None
    email: str | None = None
    name: str | None = None


class _Review(BaseModel):
    id: Id
    rating: Decimal = Field(ge=0, le=5)
    title: str | None = None
    body: str | None = None
    reviewer: _Reviewer = _Reviewer()
    created_at: Moment
    updated_at: Moment | None = None


class _Event(BaseModel):
    event: str
    review: dict[str, Any] = {}
    platform: str | None = None


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """The review that an event tells; what it calls itself counts, which is what was signed."""
    event = read(_Event, body)
    if event.event not in _REVIEWS:
        return Ignored(f"Nothing is made of the event {event.event[:60]!r}.")
    return (_review(shaped(_Review, event.review), event.platform),)


def _review(said: _Review, platform: str | None) -> ReviewBody:
    words = "\n\n".join(part.strip() for part in (said.title, said.body) if part and part.strip())
    told = {
        "source": SOURCE,
        "external_id": said.id,
        "person_ref": _person(said, platform),
        "rating": {"value": said.rating, "out_of": 5},
        "text": words[:MAX_TEXT_CHARS] or None,
        "written_at": said.created_at,
        "updated_at": max(said.updated_at or said.created_at, said.created_at),
    }
    return shaped(ReviewBody, told)


def _person(said: _Review, platform: str | None) -> dict[str, Any]:
    """By the shop's own id of the customer where it is told, so that their orders are theirs."""
    reviewer = said.reviewer
    if reviewer.external_id and platform == "shopify":
        known = {"source": platform, "id": reviewer.external_id}
    else:
        known = {"source": "judgeme_reviewer", "id": reviewer.id or said.id}
    person: dict[str, Any] = {"external_id": known}
    if reviewer.email:
        person["email"] = reviewer.email
    if name := line(reviewer.name):
        person["name"] = name
    return person
