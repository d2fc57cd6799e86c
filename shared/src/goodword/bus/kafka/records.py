"""Rows of the outbox as records of Kafka, and back; also what is no event of ours."""

import base64
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from aiokafka import ConsumerRecord

from goodword.bus.envelopes import Unreadable, is_erasure, read_envelope
from goodword.events import Envelope
from goodword.events.cloudevents import RawEvent, from_kafka, to_kafka

NO_BUSINESS = UUID(int=0)
_NO_TYPE = "unknown"
_ZERO = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be sent; `value` None ends its key in a compacted topic."""

    topic: str
    partition: int
    key: bytes
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True, slots=True)
class Poison:
    """A record that is no event of ours, with what is known of it; never skipped but parked."""

    envelope: Envelope[Any]
    error: str


def records(row: Mapping[str, Any], prefix: str) -> Iterator[Record]:
    """What to send for a row of the outbox: nothing where its data was erased since.

    The relay names the partition, so that both transports keep the same order.
    """
    if row["data"] is None:
        return
    event = RawEvent(
        event_id=UUID(int=row["event_id"].int),
        type=row["type"],
        topic=row["topic"],
        key=row["key"],
        seq=row["seq"],
        business_id=UUID(int=row["business_id"].int),
        created_at=row["created_at"],
        headers=orjson.loads(row["headers"]),
        data=row["data"],
    )
    headers, value = to_kafka(event)
    place = (prefix + event.topic, row["part"], event.key.encode())
    yield Record(*place, value, headers)
    if is_erasure(event.type):
        yield Record(*place, None)


class Reader:
    """Reads what came from Kafka, for a service that handles `types`."""

    def __init__(self, topics: Mapping[str, str], types: Collection[str]) -> None:
        self._topics = topics
        self._types = frozenset(types)

    def read(self, record: ConsumerRecord) -> Envelope[Any] | Poison | None:
        """The event in a record, or Poison; None for what is not ours to apply.

        That is a null, which only ends its key, and a type that this service does not handle.
        """
        type_ = _text(dict(record.headers).get("ce_type", b""))
        if record.value is None or (type_ and type_ not in self._types):
            return None
        topic = self._topics[record.topic]
        try:
            raw = from_kafka(topic, record.headers, record.value)
            _check(raw)
        except ValueError as error:
            return Poison(_remains(record, topic, type_), str(error))
        envelope = read_envelope(raw)
        if isinstance(envelope.event, Unreadable) and not _is_json(raw.data):
            return Poison(_remains(record, topic, type_), envelope.event.error)
        return envelope


def _check(raw: RawEvent) -> None:
    """ValueError for what our tables cannot hold, and no writer of ours can have said."""
    if raw.event_id.version != 7:
        raise ValueError("not an event of ours: ce_id is not a UUIDv7")
    texts = (raw.type, raw.key, *raw.headers, *raw.headers.values())
    if any("\x00" in text for text in texts) or _ZERO.search(raw.data):
        raise ValueError("not an event of ours: it holds a zero character")


def _remains(record: ConsumerRecord, topic: str, type_: str) -> Envelope[Any]:
    """What can be said of poison: where it was, and its bytes.

    Its id follows from its place in Kafka, so that it is parked once however often it comes.
    """
    place = f"{record.topic}/{record.partition}/{record.offset}"
    kept = {"place": place, "value_base64": base64.b64encode(record.value).decode()}
    return Envelope(
        id=UUID(bytes=sha256(place.encode()).digest()[:16], version=5),
        type=type_ or _NO_TYPE,
        topic=topic,
        key=_text(record.key or b""),
        seq=0,
        business_id=NO_BUSINESS,
        time=datetime.fromtimestamp(max(record.timestamp, 0) / 1000, UTC),
        event=Unreadable("no event"),
        headers={name: _text(value) for name, value in record.headers},
        data=orjson.dumps(kept).decode(),
    )


def _text(value: bytes) -> str:
    # PostgreSQL's text holds no zero characters.
    return value.decode(errors="replace").replace("\x00", "\ufffd")


def _is_json(data: str) -> bool:
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return True
