"""What an event is: a fact, past tense, with an envelope that the log gives it.

An `Event` is the payload, written by whoever owns the fact. An `Envelope` is that payload as the
log carries it: with an id, a place in the order of its key (`seq`) and the trace it belongs to.
Readers ignore fields they do not know, so that a newer writer never stops an older reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID
from zlib import crc32

from pydantic import BaseModel, ConfigDict

from goodword import ids
from goodword.ids import BusinessId

PARTITIONS = 16
"""Fixed for ever, on both transports: a key's partition never moves."""

MAX_DATA_BYTES = 262_144
"""Bound on one payload, checked by the outbox, so that no record is too large for Kafka."""


class Value(BaseModel):
    """A part of a payload: immutable; unknown fields are ignored when read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


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
        return f"goodword.{cls.name}.v{cls.version_of_type}"

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
