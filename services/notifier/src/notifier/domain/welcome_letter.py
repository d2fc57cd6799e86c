"""What a welcome to a program says: what was promised, and what there is to share."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from goodword.events import ParticipantChanged
from goodword.programs import ProgramDocument, ProgramKind, terms

KIND = "welcome"

TERMS_WITHIN: Final = timedelta(hours=24)
"""R-REW-05: so soon after the talk the terms are sent (choice)."""

AT_LEAST: Final = timedelta(hours=1)
"""So long they have in any case, where we hear of a talk only later."""


class WelcomeFacts(BaseModel):
    """Kept with a message until its words are forgotten. An introduction has no code to share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    program: str
    terms: str
    code: str | None = None
    link: str | None = None


def may_be_due(participant: ParticipantChanged) -> bool:
    """Whether the terms can be owed at all: never twice, and never where the law does not allow
    the offer, or nobody has asked it."""
    offer = participant.offer
    allowed = offer is not None and offer.allowed
    return allowed and participant.status == "active" and participant.terms_sent_at is None


def is_due(participant: ParticipantChanged, document: ProgramDocument) -> bool:
    """Whether they are owed now: of a code from the day that somebody takes part, of an
    introduction once it was talked about (R-REW-05), since favourites come before compensation
    (R-REW-01)."""
    return document.kind is ProgramKind.CODE or participant.discussed_at is not None


def overdue_at(discussed_at: datetime, now: datetime) -> datetime:
    """When somebody has to see why the terms have not left."""
    return max(discussed_at + TERMS_WITHIN, now + AT_LEAST)


def welcome_facts(
    participant: ParticipantChanged, document: ProgramDocument, business: str, language: str
) -> WelcomeFacts:
    """The facts, in the reader's language as far as the terms are ours."""
    shares = document.kind is ProgramKind.CODE
    return WelcomeFacts(
        program=document.name,
        terms=terms(document, business, language),
        code=participant.code if shares else None,
        link=participant.link if shares else None,
    )


def digest_of(facts: Any) -> str:
    """The SHA-256 of the terms among the facts of a welcome, as they are kept."""
    return hashlib.sha256(WelcomeFacts.model_validate(facts).terms.encode()).hexdigest()
