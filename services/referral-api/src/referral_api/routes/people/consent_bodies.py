"""Consents as they are written and shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from goodword.ids import ConsentId, PersonId
from goodword.moments import Moment
from referral_api.domain.fields import Locale
from referral_api.domain.forms import Body, Line
from referral_api.domain.people.consents import (
    Basis,
    Consent,
    ConsentChannel,
    ConsentState,
    Purpose,
)

Jurisdiction = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
UserAgent = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Wording = Annotated[str, StringConstraints(min_length=1, max_length=5000)]


class Evidence(Body):
    """How it can be shown that the person said so (R-MSG-10)."""

    kind: Literal["form", "call", "paper", "mail", "in_person", "import"]
    ref: Line | None = Field(default=None, description="where it is kept, such as a form's id")
    wording: Wording | None = Field(default=None, description="the words that were agreed to")
    language: Locale | None = None
    ip: Line | None = Field(default=None, description="from where, if over the web")
    user_agent: UserAgent | None = Field(default=None, description="with what, if over the web")
    jurisdiction: Jurisdiction | None = Field(
        default=None,
        description="whose law it was said under; the place of the person, if not said",
        examples=["US-CA"],
    )


class NewConsent(Body):
    """What a person allowed or took back, and when. The newest word per purpose and channel counts;
    of two of the same moment the one that takes back."""

    purpose: Purpose = Field(description="introduction: written to because somebody named them")
    channel: ConsentChannel
    state: ConsentState
    basis: Basis
    at: Moment
    evidence: Evidence

    def said(self) -> Consent:
        return Consent(
            purpose=self.purpose,
            channel=self.channel,
            state=self.state,
            basis=self.basis,
            at=self.at,
            evidence=self.evidence.model_dump(exclude_none=True),
        )


class ConsentInEffect(BaseModel):
    """What a person allows, or does not allow any more, as it stands."""

    purpose: Purpose
    channel: ConsentChannel
    state: ConsentState
    basis: Basis
    at: datetime
    evidence: Mapping[str, Any]

    @classmethod
    def shown(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: getattr(row, name) for name in cls.model_fields})


class ConsentObject(ConsentInEffect):
    """One word of a person, which stays in their history."""

    id: ConsentId
    object: Literal["consent"] = "consent"
    person_id: PersonId
    created_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(dict(row._mapping))
