"""Events of topic `messages`: what was said to whom, never the words themselves."""

from typing import ClassVar

from pydantic import Field

from goodword.events.event import Event, Subject, Word
from goodword.ids import EventId, MessageId, PersonId

OBJECT = "the object that it is about, where its cause does not say: a welcome's participant"


class MessageSent(Event):
    """A message was handed to its channel."""

    name: ClassVar[str] = "message-sent"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("msg", "message_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    message_id: MessageId
    person_id: PersonId
    kind: Word
    cause: EventId = Field(description="the event that it tells of")
    channel: Word
    template: Word
    template_version: int = Field(ge=1)
    header_message_id: str = Field(description="the mail's Message-ID, without brackets")
    object_id: Subject | None = Field(default=None, description=OBJECT)


class MessageFailed(Event):
    """A message was not sent, or nobody knows; `final` where it will not be tried again."""

    name: ClassVar[str] = "message-failed"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("msg", "message_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    message_id: MessageId
    person_id: PersonId
    kind: Word
    cause: EventId = Field(description="the event that it tells of")
    channel: Word | None
    reason: Word
    final: bool
    object_id: Subject | None = Field(default=None, description=OBJECT)
