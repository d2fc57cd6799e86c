"""What is no event, or none of ours: parked where it may be ours, passed over where it is not."""

import base64
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from tests.shared.bus.kafka.running import (
    consumer,
    group_offsets,
    key_of,
    producing,
    running,
    until,
)
from tests.shared.bus.probe import BUSINESS, applied

from goodword import ids
from goodword.bus.kafka.limits import Limits
from goodword.bus.kafka.topics import ensure_topics
from goodword.events import ClockApplied, partition
from goodword.events.cloudevents import RawEvent, to_kafka

pytestmark = pytest.mark.kafka


def event(name, number, **others):
    """An event of the probe, its headers and its value."""
    known = {
        "event_id": ids.new(),
        "type": ClockApplied.type(),
        "topic": "settings",
        "key": key_of(name),
        "seq": number,
        "business_id": BUSINESS,
        "created_at": datetime.now(UTC),
        "headers": {"source": "others"},
        "data": ClockApplied(business_id=BUSINESS, service=name, offset_s=number).model_dump_json(),
    }
    return to_kafka(RawEvent(**{**known, **others}))


async def send(settings, name, *records):
    """Send records to the partition in which the probe's events of `name` are."""
    await ensure_topics(settings, Limits())
    async with producing(settings) as producer:
        for headers, value in records:
            await producer.send_and_wait(
                f"{settings.kafka_topic_prefix}settings",
                value,
                key=key_of(name).encode(),
                partition=partition(key_of(name)),
                headers=headers,
            )


async def put_aside(db):
    async with db.begin() as session:
        rows = await session.execute(
            text("""select state, type, key, seq, business_id, data, headers, error
                    from parked_event order by position""")
        )
        return rows.all()


async def read_by_group(db, settings, count):
    """Let a consumer apply `count` events."""
    async with running(consumer(db, settings)):

        async def enough():
            return len(await applied(db)) >= count

        await until(enough)


async def test_bytes_that_are_no_event_are_parked_with_the_later_events_of_their_key(db, settings):
    rubbish = ([("trace", b"x\xff\x00")], b"\x00\xffnot an event")
    await send(settings, "one", event("one", 1), rubbish, event("one", 2))
    await send(settings, "two", event("two", 1))

    await read_by_group(db, settings, 2)
    await send(settings, "two", event("two", 2))
    await read_by_group(db, settings, 3)

    poison, follower = await put_aside(db)
    assert sorted(await applied(db)) == [("one", 1), ("two", 1), ("two", 2)]
    assert (poison.state, poison.type, poison.key, poison.seq) == (
        "parked",
        "unknown",
        key_of("one"),
        0,
    )
    assert base64.b64decode(poison.data["value_base64"]) == b"\x00\xffnot an event"
    assert poison.data["place"].endswith("/1")
    assert poison.error == "not a CloudEvent 1.0 in binary mode: ce_specversion is not 1.0"
    assert (follower.state, follower.seq) == ("behind", 2)


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ({"value": b"{not json"}, "cannot be read"),
        ({"data": '{"a": "\\u0000"}'}, "zero character"),
        ({"event_id": "c3f1a1de-7d3c-4ad6-9d6a-0c7a8f2f9a11"}, "ce_id is not a UUIDv7"),
        ({"key": "zero\x00"}, "zero character"),
    ],
)
async def test_events_that_our_tables_cannot_hold_are_parked_too(db, settings, broken, error):
    value = broken.pop("value", None)
    headers, written = event("one", 1, **broken)
    value = value or written
    await send(settings, "one", (headers, value), event("two", 1))

    async with running(consumer(db, settings)):

        async def seen():
            return len(await put_aside(db)) == 1 and len(await applied(db)) == 1

        await until(seen)

    [poison] = await put_aside(db)
    assert poison.state == "parked"
    assert error in poison.error
    assert base64.b64decode(poison.data["value_base64"]) == value


async def test_an_event_with_a_field_that_cannot_be_read_is_parked_as_it_came(db, settings):
    data = '{"business_id": "nobody", "more": "\\\\u0000"}'
    await send(settings, "one", event("one", 1, data=data), event("one", 2))

    async with running(consumer(db, settings)):

        async def both():
            return len(await put_aside(db)) == 2

        await until(both)

    unreadable, follower = await put_aside(db)
    assert unreadable.data == {"business_id": "nobody", "more": "\\u0000"}
    assert (unreadable.state, unreadable.type, unreadable.seq) == ("parked", ClockApplied.type(), 1)
    assert (follower.state, follower.seq) == ("behind", 2)


async def test_nulls_and_types_that_we_do_not_handle_are_passed_over(db, settings):
    headers, _ = event("one", 1, type="goodword.clock-admired.v1")
    others = (headers, b"{not even json")
    await send(settings, "one", event("one", 1), ([], None), others, event("one", 2))

    await read_by_group(db, settings, 2)

    assert await applied(db) == [("one", 1), ("one", 2)]
    assert await put_aside(db) == []


async def test_poison_that_comes_again_is_parked_once(db, settings):
    await send(settings, "one", ([], b"rubbish"), event("two", 1))
    await read_by_group(db, settings, 1)

    await group_offsets(db, settings, change=0)
    await send(settings, "three", event("three", 1))
    await read_by_group(db, settings, 2)

    assert len(await put_aside(db)) == 1
