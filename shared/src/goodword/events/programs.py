"""Events of topic `programs`: offers to refer, and who takes part. State, each a snapshot."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from goodword.events.event import Actor, Event, Value
from goodword.ids import ParticipantId, PersonId, ProgramId

IsoPlace = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
"""ISO 3166, such as `US-FL`."""

RuleOfLaw = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_-]{0,39}$")]
"""The id of a rule, as our table has it."""

ProgramStatus = Literal["draft", "active", "paused", "ended"]


class ProgramPublished(Event):
    """A version of a program, immutable from here on."""

    name: ClassVar[str] = "program-published"
    topic: ClassVar[str] = "programs"
    about: ClassVar[tuple[str, str]] = ("prg", "program_id")

    program_id: ProgramId
    version: int = Field(ge=1)
    document: dict[str, Any] = Field(description="the program document, whole")

    @property
    def key(self) -> str:
        return f"{self.subject}:{self.version}"


class ProgramChanged(Event):
    """Whether a program is offered now, and in which version."""

    name: ClassVar[str] = "program-changed"
    topic: ClassVar[str] = "programs"
    about: ClassVar[tuple[str, str]] = ("prg", "program_id")

    program_id: ProgramId
    version: int = Field(ge=1, description="of this state, not of the document")
    status: ProgramStatus
    current_version: int | None = Field(default=None, description="the published version on offer")


class ProgramSignedOff(Event):
    """A person has signed that a version may be offered in a place: what rules of law leave open
    there is a yes, for this version alone. What they forbid stays forbidden."""

    name: ClassVar[str] = "program-signed-off"
    topic: ClassVar[str] = "programs"
    about: ClassVar[tuple[str, str]] = ("prg", "program_id")

    program_id: ProgramId
    program_version: int = Field(ge=1)
    place: IsoPlace
    rules: tuple[RuleOfLaw, ...] = Field(default=(), description="that left it open then")
    actor: Actor
    signed_at: AwareDatetime

    @property
    def key(self) -> str:
        return f"{self.subject}:{self.program_version}:signed:{self.place}"


class OfferVerdict(Value):
    """What the law said when the program was offered to somebody (R-INC-01: it is asked again when
    a reward is due). Only what is `allowed` may be promised in writing."""

    allowed: bool
    decision: Literal["BLOCK", "NEEDS_REVIEW", "ALLOW_WITH_CONDITIONS", "ALLOW"]
    rules: tuple[str, ...] = ()
    checked_at: AwareDatetime


class ParticipantChanged(Event):
    """A person in a program, with a code and a link."""

    name: ClassVar[str] = "participant-changed"
    topic: ClassVar[str] = "programs"
    about: ClassVar[tuple[str, str]] = ("prt", "participant_id")

    participant_id: ParticipantId
    person_id: PersonId
    program_id: ProgramId
    version: int = Field(ge=1)
    program_version: int = Field(ge=1)
    code: str
    link: str
    status: Literal["active", "left"]
    joined_at: AwareDatetime
    discussed_at: AwareDatetime | None = None
    terms_sent_at: AwareDatetime | None = None
    offer: OfferVerdict | None = Field(default=None, description="unknown is not allowed")
