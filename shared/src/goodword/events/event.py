"""What an event is: a fact, past tense, with an envelope that the log gives it.

An `Event` is the payload, written by whoever owns the fact. An `Envelope` is that payload as the
log carries it: with an id, a place in the order of its key (`seq`) and the trace it belongs to.

A writer cannot say a field that its class does not have: the class refuses it. A reader ignores
what it does not know, in every part of the payload, so that a newer writer never stops an older
reader: that is the one difference between making an event and `Event.read`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID
from zlib import crc32

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from goodword import ids
from goodword.ids import BusinessId

PARTITIONS = 16
"""Fixed for ever, on both transports: a key's partition never moves."""

MAX_DATA_BYTES = 262_144
"""Bound on one payload, checked by the outbox, so that no record is too large for Kafka."""

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
"""A word of a list that may grow, such as a reason: readers take words that they do not know.

A field with an enum is closed instead: a reader refuses any other value, so none is ever added.
"""

KeyedHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""HMAC-SHA-256 in hex, from `goodword.seal.Hasher`: tells equals apart and nothing else."""


Subject = Annotated[str, StringConstraints(pattern=r"^[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
"""The TypeID of anything, where a field may be about things of several kinds."""

Actor = Annotated[
    str, StringConstraints(pattern=r"^(operator|[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25})$")
]
"""Who did it: an API key's id, a person's id, or the operator; or the sale that made it so."""

Hand = Annotated[
    str,
    StringConstraints(
        pattern=r"^(operator|cli:[A-Za-z0-9._@-]{1,64}|[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25})$"
    ),
]
"""Whose hand it was: an actor, or `cli:` and the system's name of whoever gave a command."""


def as_actor(hand: str) -> str:
    """A hand as facts name it whose readers know no command line: the operator's."""
    return "operator" if hand.startswith("cli:") else hand


class Value(BaseModel):
    """A part of a payload: immutable, and without fields that nobody declared."""

    # A mistake in an event is told without its values: they may be personal, and logs keep them.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Event(Value):
    """The base of every payload. Subclasses name their `name`, `topic` and what they are about.

    `about` names the field that holds the id of the subject and `keyed_by` the field whose value
    orders the events of one thing; they are the same unless a class says otherwise.
    """

    name: ClassVar[str]
    topic: ClassVar[str]
    version_of_type: ClassVar[int] = 1
    about: ClassVar[tuple[str, str]]
    keyed_by: ClassVar[tuple[str, str] | None] = None

    business_id: BusinessId

    @classmethod
    def type(cls) -> str:
        """The CloudEvents type: `goodword.sale-closed.v1`."""
        return f"goodword.{cls.full_name()}"

    @classmethod
    def full_name(cls) -> str:
        """The name with its version, as files are called: `sale-closed.v1`."""
        return f"{cls.name}.v{cls.version_of_type}"

    @classmethod
    def read(cls, data: str | bytes) -> Self:
        """The event in a JSON text as it travelled, unknown fields left out.

        ValueError, in one sentence without any value, where a field is not what it should be.
        """
        try:
            return cls.model_validate_json(data, extra="ignore")
        except ValidationError as error:
            raise ValueError(f"{cls.type()} cannot be read: {_mistakes(error)}") from error

    @property
    def subject(self) -> str:
        """The TypeID of what the event is about."""
        prefix, attribute = self.about
        return ids.show(prefix, getattr(self, attribute))

    @property
    def key(self) -> str:
        """What the order of events holds for: events of one key arrive in the order said."""
        prefix, attribute = self.keyed_by or self.about
        return ids.show(prefix, getattr(self, attribute))


E = TypeVar("E", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Envelope(Generic[E]):
    """One event as the log carries it."""

    id: UUID
    type: str
    topic: str
    key: str
    seq: int
    business_id: UUID
    time: datetime
    event: E
    headers: Mapping[str, Any] = field(default_factory=dict)
    data: str = ""
    """The payload as it travelled, so that what is put aside loses no field unknown to us."""

    @property
    def source(self) -> str:
        """The service that owns the fact."""
        return str(self.headers.get("source", ""))

    @property
    def traceparent(self) -> str | None:
        """The W3C trace context in which the fact came true."""
        return self.headers.get("traceparent")


def partition(key: str) -> int:
    """Which of the 16 partitions a key lives in: `crc32(key) % 16`, on both transports."""
    return crc32(key.encode()) % PARTITIONS


def _mistakes(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(
        f"{'.'.join(map(str, each['loc'])) or 'data'}: {each['msg']}" for each in found
    )
