"""Events of topic `messages`: what was said to whom, never the words themselves."""

from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field, StringConstraints

from goodword.events.event import Event, Subject, Value, Word
from goodword.ids import DeliveryId, EventId, MessageId, PersonId

OBJECT = "the object that it is about, where its cause does not say: a welcome's participant"


StatusCode = Annotated[str, StringConstraints(pattern=r"^[245]\.\d{1,3}\.\d{1,3}$")]
"""An enhanced status code of mail (RFC 3463), such as 5.1.1."""


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
    terms_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="of a welcome: the SHA-256 of the terms as they were written"
    )


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
    status: StatusCode | None = Field(default=None, description="what the mail server called it")
    object_id: Subject | None = Field(default=None, description=OBJECT)


class MessageWaiting(Event):
    """A message is due and waits; said once for each thing that it waits for, not for each look."""

    name: ClassVar[str] = "message-waiting"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("msg", "message_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    message_id: MessageId
    person_id: PersonId
    kind: Word
    cause: EventId = Field(description="the event that it tells of")
    reason: Word = Field(
        description="hours_of_person, hours_of_place, hours_of_business: by whose clock it is"
        " outside the hours of mail; mail_server: it takes no mail now"
    )
    sends_after: AwareDatetime | None = Field(
        default=None, description="the end of the wait by the business's clock, where it is known"
    )
    object_id: Subject | None = Field(default=None, description=OBJECT)


class ChannelReport(Value):
    """What a channel says of one message, after it took it."""

    message_id: MessageId
    what: Word = Field(description="bounced, complained")
    status: StatusCode | None = None


class ChannelReported(Event):
    """A channel reported on messages of ours. The notifier looks whose they are: anybody may have
    written such a report."""

    name: ClassVar[str] = "channel-reported"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("dlv", "delivery_id")

    delivery_id: DeliveryId
    channel: Word
    reports: tuple[ChannelReport, ...] = Field(min_length=1, max_length=100)
