"""Events of topic `messages` about asking: who was asked, who was not, and everything that said
no."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime, Field

from goodword.events.event import Event, Subject, Value, Word
from goodword.events.relationships import Wanted
from goodword.ids import AskId, MessageId, PersonId


class AskSignal(Value):
    """What opened the window in which a client was asked."""

    kind: Word = Field(description="review, survey_answer, gratitude, check_in, requested")
    id: Subject


class WithheldReason(Value):
    """One thing that said no: what was found, and what it would have to be."""

    code: Word
    actual: str | int | float | None
    required: str | int | float | None


class AskProposed(Event):
    """A window was opened in which a client may be asked once, if nothing says no by then."""

    name: ClassVar[str] = "ask-proposed"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("ask", "ask_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    ask_id: AskId
    person_id: PersonId
    signal: AskSignal
    rep_id: PersonId | None = None
    wanted: Wanted
    opens_at: AwareDatetime
    closes_at: AwareDatetime


class AskSent(Event):
    """A client was asked for a referral."""

    name: ClassVar[str] = "ask-sent"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("ask", "ask_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    ask_id: AskId
    person_id: PersonId
    signal: AskSignal | None = None
    rep_id: PersonId | None = None
    wanted: Wanted
    template: Word
    template_version: int = Field(ge=1)
    message_id: MessageId
    sent_at: AwareDatetime


class AskWithheld(Event):
    """A client was not asked, for all these reasons; `final` where the window has closed."""

    name: ClassVar[str] = "ask-withheld"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("per", "person_id")

    person_id: PersonId
    ask_id: AskId | None = Field(default=None, description="of the window that a signal opened")
    signal: AskSignal | None = None
    reasons: tuple[WithheldReason, ...] = Field(min_length=1)
    final: bool
    withheld_at: AwareDatetime


class AsksConsidered(Event):
    """Everyone was considered for a day of the business: how many might be asked, how many were,
    and how many were not, by reason."""

    name: ClassVar[str] = "asks-considered"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("biz", "business_id")

    on: date
    considered: int = Field(ge=0)
    eligible: int = Field(ge=0)
    asked: int = Field(ge=0)
    withheld: dict[str, int] = Field(default_factory=dict, description="by code of the reason")


class CheckInDue(Event):
    """It is time to look in on a client before anything is asked of them again; `overdue` once it
    should long have happened."""

    name: ClassVar[str] = "check-in-due"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("per", "person_id")

    person_id: PersonId
    rep_id: PersonId | None = None
    due_on: date
    overdue: bool
