"""Events of topic `messages`: what was said to whom, never the words themselves."""

from typing import ClassVar, Literal

from goodword.events.event import Event
from goodword.ids import EventId, MessageId, PersonId


class MessageSent(Event):
    """A message was handed to its channel."""

    name: ClassVar[str] = "message-sent"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("msg", "message_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    message_id: MessageId
    person_id: PersonId
    kind: str
    cause: EventId
    channel: Literal["console", "smtp"]
    template: str
    template_version: int
    header_message_id: str


class MessageFailed(Event):
    """A message was not sent, or nobody knows; `final` where it will not be tried again."""

    name: ClassVar[str] = "message-failed"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("msg", "message_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    message_id: MessageId
    person_id: PersonId
    kind: str
    cause: EventId
    channel: Literal["console", "smtp"] | None
    reason: str
    final: bool
