"""CloudEvents 1.0 in Kafka's binary mode: attributes are `ce_` headers, the payload is the value.

A `RawEvent` is an event as it travels, not yet read; its fields are the columns of `bus.outbox`.
The relay need not understand what it carries, and a consumer can tell what it does not handle
without looking into the payload.

    ce_specversion 1.0             ce_subject       what the event is about, a TypeID
    ce_id          UUIDv7          ce_partitionkey  the key, also the Kafka record's
    ce_type        the type        ce_seq           its place among the events of its key
    ce_source      the service     ce_businessid    whose it is, a TypeID
    ce_time        when said       ce_traceparent   W3C trace context, where there is one
    content-type   application/json

Any other header of the outbox travels as an extension of its own name, and comes back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from goodword import ids
from goodword.events.registry import EVENTS

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"
_PREFIX = "ce_"
_OURS = frozenset(
    ("specversion", "id", "type", "time", "subject", "partitionkey", "seq", "businessid")
)

Headers = Iterable[tuple[str, bytes]]
"""As aiokafka gives and takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEvent:
    """One event as it travels. `topic` is ours (`sales`), without Kafka's prefix."""

    event_id: UUID
    type: str
    topic: str
    key: str
    seq: int
    business_id: UUID
    created_at: datetime
    headers: Mapping[str, str]
    data: str


def to_kafka(event: RawEvent) -> tuple[list[tuple[str, bytes]], bytes]:
    """The headers and the value of a Kafka record; its key is `event.key`."""
    attributes = {
        **event.headers,
        "specversion": SPEC_VERSION,
        "id": str(event.event_id),
        "type": event.type,
        "time": event.created_at.isoformat().replace("+00:00", "Z"),
        "partitionkey": event.key,
        "seq": str(event.seq),
        "businessid": ids.show("biz", event.business_id),
    }
    subject = _subject(event)
    if subject is not None:
        attributes["subject"] = subject
    headers = [(_PREFIX + name, value.encode()) for name, value in attributes.items()]
    headers.append(("content-type", CONTENT_TYPE.encode()))
    return headers, event.data.encode()


def from_kafka(topic: str, headers: Headers, value: bytes) -> RawEvent:
    """The record that `to_kafka` made; ValueError where the headers are not those of our events.

    `topic` is without Kafka's prefix. A null value (the end of a compacted key) is no event: leave
    it out before.
    """
    attributes = {
        name[len(_PREFIX) :]: raw.decode() for name, raw in headers if name.startswith(_PREFIX)
    }
    if attributes.get("specversion") != SPEC_VERSION:
        raise ValueError("not a CloudEvent 1.0 in binary mode: ce_specversion is not 1.0")
    try:
        return RawEvent(
            event_id=UUID(attributes["id"]),
            type=attributes["type"],
            topic=topic,
            key=attributes["partitionkey"],
            seq=int(attributes["seq"]),
            business_id=ids.read("biz", attributes["businessid"]),
            created_at=_moment(attributes["time"]),
            headers={name: text for name, text in attributes.items() if name not in _OURS},
            data=value.decode(),
        )
    except KeyError as error:
        raise ValueError(f"not an event of ours: ce_{error.args[0]} is missing") from error


def _subject(event: RawEvent) -> str | None:
    """None for a type that a newer writer knows and we do not, and for data that was erased."""
    known = EVENTS.get(event.type)
    subject = orjson.loads(event.data).get(known.about[1]) if known else None
    return subject if isinstance(subject, str) else None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("not an event of ours: ce_time has no offset")
    return moment
