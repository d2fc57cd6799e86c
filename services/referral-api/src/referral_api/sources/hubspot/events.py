"""A batch of HubSpot's events: which deals to ask for, and which contacts to forget."""

from typing import Annotated, Final

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from referral_api.domain.connections.delivery import (
    Ignored,
    ReportedFact,
    Translation,
    UnreadableError,
)
from referral_api.domain.connections.wanted import Wanted
from referral_api.domain.people.person import identifiers_of
from referral_api.domain.people.privacy import ErasureAsked
from referral_api.domain.people.sought import Sought
from referral_api.sources.hubspot.deals import SOURCE, ObjectId
from referral_api.sources.json_body import first_mistake

MAX_EVENTS = 1000
"""Ten times what HubSpot sends at once."""

FORGOTTEN: Final = "contact.privacyDeletion"
_OF_DEALS = frozenset({"deal.creation", "deal.propertyChange", "deal.restore"})
_OF_OBJECTS = frozenset({"object.creation", "object.propertyChange", "object.restore"})
_DEAL = "0-3"
"""HubSpot's number for deals, where events are of objects of any type."""


class _Event(BaseModel):
    type: str | None = Field(default=None, alias="subscriptionType")
    old_type: str | None = Field(default=None, alias="eventType")
    object_type: str | None = Field(default=None, alias="objectTypeId")
    object_id: ObjectId | None = Field(default=None, alias="objectId")

    @property
    def named(self) -> str:
        return self.type or self.old_type or "unknown"

    @property
    def is_of_a_deal(self) -> bool:
        of_object = self.named in _OF_OBJECTS and self.object_type == _DEAL
        return self.named in _OF_DEALS or of_object


_EVENTS = TypeAdapter(Annotated[list[_Event], Field(min_length=1, max_length=MAX_EVENTS)])


def read_events(body: bytes) -> Translation:
    """Each deal and each contact once; Ignored where no event is about one."""
    try:
        events = _EVENTS.validate_json(body)
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error
    facts: dict[ReportedFact, None] = {}
    for each in events:
        if each.object_id is None:
            continue
        if each.is_of_a_deal:
            facts[Wanted("deal", str(each.object_id))] = None
        elif each.named == FORGOTTEN:
            facts[_erasure(str(each.object_id))] = None
    return tuple(facts) or Ignored(f"Nothing is made of the event {events[0].named[:60]!r}.")


def _erasure(contact_id: str) -> ErasureAsked:
    known_by = identifiers_of(external_id=(SOURCE, contact_id))
    return ErasureAsked(
        source=SOURCE, known_by=known_by, sales=(), sought=Sought.known_by(known_by)
    )
