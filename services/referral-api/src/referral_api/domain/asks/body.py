"""Asks and their answers as they are written to us."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from goodword.asking import Answer
from goodword.events import Wanted
from goodword.ids import PersonId
from referral_api.domain.fields import Email, Phone
from referral_api.domain.forms import Body, Line
from referral_api.domain.people.refs import PersonRefBody
from referral_api.domain.referrals.body import Need

MAX_PROSPECTS = 5
"""R-MSG-16: no address books."""

HowKnown = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class AskBody(Body):
    """`POST /v1/asks`: this client is to be asked now, if the gate lets it."""

    person_ref: PersonRefBody
    rep_id: PersonId | None = Field(default=None, description="in whose name; else their own rep's")
    wanted: Wanted = "introduction"
    metadata: Annotated[dict[Line, Line], Field(max_length=20)] = Field(default_factory=dict)


class AskPreviewBody(Body):
    """`POST /v1/asks/preview`: what would come of asking this person now."""

    person_id: PersonId
    rep_id: PersonId | None = Field(default=None, description="in whose name; else their own rep's")
    wanted: Wanted = "introduction"


class ProspectBody(Body):
    """Somebody whom a client names: no more than what it takes to know who is meant (R-MSG-12)."""

    name: Line
    email: Email | None = None
    phone: Phone | None = None
    how_known: HowKnown | None = Field(default=None, description="how the two know each other")
    need: Need | None = Field(default=None, description="why it may be of use to the prospect")
    permission: bool = Field(description="whether the prospect agreed to be named")


class AnswerBody(Body):
    """`POST /v1/asks/{id}/answer`: what a client told a rep. `never` is for ever."""

    answer: Answer
    prospects: Annotated[tuple[ProspectBody, ...], Field(max_length=MAX_PROSPECTS)] = ()

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if (self.answer == "named") != bool(self.prospects):
            words = "Give prospects where the answer is named, and only there."
            raise PydanticCustomError("prospects", words)
        return self
