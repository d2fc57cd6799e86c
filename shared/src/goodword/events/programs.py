"""Events of topic `programs`: offers to refer, and who takes part. State, each a snapshot."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from goodword.events.event import Event
from goodword.ids import ParticipantId, PersonId, ProgramId

ProgramStatus = Literal["draft", "active", "paused", "ended"]


class ProgramPublished(Event):
    """A version of a program, immutable from here on."""

    name: ClassVar[str] = "program-published"
    topic: ClassVar[str] = "programs"
    about: ClassVar[tuple[str, str]] = ("prg", "program_id")

    program_id: ProgramId
    version: int
    document: dict[str, Any]

    @property
    def key(self) -> str:
        return f"{self.subject}:{self.version}"


class ProgramChanged(Event):
    """Whether a program is offered now, and in which version."""

    name: ClassVar[str] = "program-changed"
    topic: ClassVar[str] = "programs"
    about: ClassVar[tuple[str, str]] = ("prg", "program_id")

    program_id: ProgramId
    version: int
    status: ProgramStatus
    current_version: int | None = None


class ParticipantChanged(Event):
    """A person in a program, with a code and a link."""

    name: ClassVar[str] = "participant-changed"
    topic: ClassVar[str] = "programs"
    about: ClassVar[tuple[str, str]] = ("prt", "participant_id")

    participant_id: ParticipantId
    person_id: PersonId
    program_id: ProgramId
    version: int
    program_version: int
    code: str
    link: str
    status: Literal["active", "left"]
    joined_at: datetime
    discussed_at: datetime | None = None
    terms_sent_at: datetime | None = None
