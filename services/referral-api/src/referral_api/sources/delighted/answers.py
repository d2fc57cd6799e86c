"""A response: who answered, with which score, in which words."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from referral_api.domain.connections.about import NO_SETTINGS, ConnectionSettings
from referral_api.domain.connections.delivery import Ignored, Translation
from referral_api.domain.relationships.bodies import SurveyAnswerBody
from referral_api.sources.reading import Id, line, read, shaped

SOURCE = "delighted"
MAX_TEXT_CHARS = 5000
_LAST_S = 253_402_300_799
_RESPONSES = frozenset({"survey_response.created", "survey_response.updated"})

Seconds = Annotated[int, Field(ge=0, le=_LAST_S)]


class _Person(BaseModel):
    id: Id
    email: str | None = None
    name: str | None = None


class _Response(BaseModel):
    id: Id
    person: _Person
    score: int
    comment: str | None = None
    created_at: Seconds
    updated_at: Seconds | None = None


class _Event(BaseModel):
    event_type: str
    event_data: dict[str, Any]


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """The answer that an event tells; what it calls itself counts, which is what was signed."""
    event = read(_Event, body)
    if event.event_type not in _RESPONSES:
        return Ignored(f"Nothing is made of the event {event.event_type[:60]!r}.")
    return (_answer(shaped(_Response, event.event_data)),)


def _answer(said: _Response) -> SurveyAnswerBody:
    person: dict[str, Any] = {"external_id": {"source": SOURCE, "id": said.person.id}}
    if said.person.email:
        person["email"] = said.person.email
    if name := line(said.person.name):
        person["name"] = name
    answered_at = _moment(said.created_at)
    told = {
        "person_ref": person,
        "source": SOURCE,
        "external_id": said.id,
        "score": said.score,
        "comment": (said.comment or "").strip()[:MAX_TEXT_CHARS] or None,
        "answered_at": answered_at,
        "updated_at": max(_moment(said.updated_at or said.created_at), answered_at),
    }
    return shaped(SurveyAnswerBody, told)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
