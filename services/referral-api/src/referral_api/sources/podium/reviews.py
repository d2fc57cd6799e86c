"""What Podium says: reviews, and the invitations to write them.

A review names its author as the site shows them and has no address. An invitation has one, and a
review that it led to names it: so the author is known by the invitation's id.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel, Field, ValidationError

from goodword.moments import Moment
from referral_api.domain.connections.about import NO_SETTINGS, ConnectionSettings
from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.people.refs import PersonInline
from referral_api.domain.people.reported import ReportedPerson
from referral_api.domain.relationships.bodies import ReviewBody
from referral_api.sources.json_body import first_mistake, read_object
from referral_api.sources.reading import line

INVITED: Final = "podium_invitation"
AUTHOR: Final = "podium_author"
MAX_TEXT_CHARS: Final = 5000
_NO_WORD = re.compile(r"[^a-z0-9]+")


class _Loose(BaseModel):
    """What is not read of an object is Podium's own affair, and may change."""


class _Author(_Loose):
    id: str | None = None
    name: str | None = None


class _Words(_Loose):
    body: str | None = None
    rating: Decimal | None = Field(default=None, ge=0, le=5)
    site_name: str | None = Field(default=None, alias="siteName")
    url: str | None = None


class _Attribution(_Loose):
    invitation: str | None = Field(default=None, alias="reviewInvitationUid")


class _Review(_Loose):
    uid: str = Field(min_length=1, max_length=255)
    author: _Author = _Author()
    review: _Words
    attributions: list[_Attribution] | None = None
    created_at: Moment = Field(alias="createdAt")
    updated_at: Moment | None = Field(default=None, alias="updatedAt")


class _Channel(_Loose):
    identifier: str


class _Invite(_Loose):
    uid: str = Field(min_length=1, max_length=255)
    channel: _Channel
    customer_name: str | None = Field(default=None, alias="customerName")


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """What an event says; what it calls itself counts, which is inside what was signed."""
    message = read_object(body)
    metadata = message.get("metadata")
    kind = metadata.get("event_type") if isinstance(metadata, dict) else None
    try:
        if kind in ("review.created", "review.updated"):
            return (_review(_Review.model_validate(message.get("data"))),)
        if kind in ("review.invite_link_created", "review.invite_link_updated"):
            return (_invited(_Invite.model_validate(message.get("data"))),)
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error
    return Ignored(f"Nothing is made of the event {str(kind)[:60]!r}.")


def _review(said: _Review) -> ReviewBody:
    told: dict[str, Any] = {
        "source": _site(said.review.site_name),
        "external_id": said.uid,
        "person_ref": {"external_id": _known_by(said), "name": line(said.author.name)},
        "text": (said.review.body or "")[:MAX_TEXT_CHARS] or None,
        "url": said.review.url or None,
        "written_at": said.created_at,
        "updated_at": _latest(said),
    }
    if said.review.rating is not None:
        told["rating"] = {"value": said.review.rating, "out_of": 5}
    return ReviewBody.model_validate(told)


def _known_by(said: _Review) -> dict[str, str]:
    for each in said.attributions or ():
        if each.invitation:
            return {"source": INVITED, "id": each.invitation}
    return {"source": AUTHOR, "id": said.author.id or said.uid}


def _invited(said: _Invite) -> ReportedPerson:
    reached_by = "email" if "@" in said.channel.identifier else "phone"
    person = {
        "external_id": {"source": INVITED, "id": said.uid},
        reached_by: said.channel.identifier,
        "name": line(said.customer_name),
    }
    return ReportedPerson(PersonInline.model_validate(person))


def _site(name: str | None) -> str:
    """A site's name as a word: `Google`, `Better Business Bureau`."""
    word = _NO_WORD.sub("_", (name or "").lower()).strip("_")[:63]
    return word if word[:1].isalpha() else "podium"


def _latest(said: _Review) -> datetime:
    return max(said.updated_at or said.created_at, said.created_at)
