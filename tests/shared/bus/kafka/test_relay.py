"""The relay: everything reaches Kafka, in order, by one of all who would relay."""

import asyncio
import json

import asyncpg
import pytest
from sqlalchemy import text
from tests.fixtures.database import execute
from tests.shared.bus.kafka.running import (
    END_LEADER,
    all_relayed,
    consumer,
    key_of,
    records_of,
    relay,
    relay_cursor,
    relayed,
    running,
    until,
)
from tests.shared.bus.probe import BUSINESS, applied, tell

from goodword import ids
from goodword.bus import Said, erase_events, say
from goodword.events import Name, PersonChanged, PersonErased, partition

pytestmark = pytest.mark.kafka


async def put(db, *, type_, topic, key, data="{}"):
    """A row of the outbox, as a service of any version would write it."""
    async with db.begin() as session:
        await session.execute(
            text("""insert into bus.outbox (tx_id, part, event_id, business_id, topic, type, key,
                                            seq, data, headers)
                    values (pg_current_xact_id()::text::bigint, :part, :event_id, :business_id,
                            :topic, :type, :key, 1, cast(:data as jsonb),
                            '{"source": "probe", "traceparent": "00-1-2-01"}')"""),
            {
                "part": partition(key),
                "event_id": ids.new(),
                "business_id": BUSINESS,
                "topic": topic,
                "type": type_,
                "key": key,
                "data": data,
            },
        )


def beside(name):
    """The name of another thing in the same partition."""
    others = (f"thing-{number}" for number in range(1000))
    return next(each for each in others if partition(key_of(each)) == partition(key_of(name)))


async def test_an_event_is_a_cloudevent_in_the_partition_of_its_key(db, settings):
    await tell(db, "one", 7)

    await relayed(db, settings)

    [record] = await records_of(settings, "settings")
    headers = dict(record.headers)
    key = record.key.decode()
    assert record.partition == partition(key)
    assert headers["ce_type"] == b"goodword.clock-applied.v1"
    assert headers["ce_source"] == b"probe"
    assert headers["ce_partitionkey"] == record.key
    assert b'"offset_s": 7' in record.value


async def test_events_of_types_that_only_a_newer_version_knows_travel_too(db, settings):
    await put(db, type_="goodword.sale-praised.v1", topic="sales", key="sal_1", data='{"a": 1}')

    await relayed(db, settings)

    [record] = await records_of(settings, "sales")
    assert dict(record.headers)["ce_type"] == b"goodword.sale-praised.v1"
    assert dict(record.headers)["ce_traceparent"] == b"00-1-2-01"
    assert record.value == b'{"a": 1}'


async def test_after_an_erasure_comes_a_null_of_the_same_key(db, settings):
    await put(db, type_="goodword.person-erased.v1", topic="people", key="per_1")
    await put(db, type_="goodword.person-changed.v1", topic="people", key="per_2")

    await relayed(db, settings)

    sent = [(each.key, each.value) for each in await records_of(settings, "people")]
    ended = [(key, value) for key, value in sent if key == b"per_1"]
    assert ended == [(b"per_1", b"{}"), (b"per_1", None)]
    assert [(key, value) for key, value in sent if key != b"per_1"] == [(b"per_2", b"{}")]


async def test_data_that_were_erased_do_not_travel(db, settings):
    await put(
        db,
        type_="goodword.person-changed.v1",
        topic="people",
        key="per_1",
        data='{"erased": true}',
    )
    await put(db, type_="goodword.person-changed.v1", topic="people", key="per_2")

    await relayed(db, settings)

    assert [each.key for each in await records_of(settings, "people")] == [b"per_2"]


async def test_killed_between_acknowledgement_and_cursor_it_sends_again(db, settings, databases):
    """The trap: the cursor moves after Kafka has acknowledged; the inbox drops what is double."""
    await tell(db, "one", 1)
    blocking = await asyncpg.connect(databases.admin_url, ssl=False)
    hold = blocking.transaction()
    await hold.start()
    await blocking.execute("select from bus.reader where grp = 'kafka-relay' for update")

    async with running(relay(db, settings), consumer(db, settings)):

        async def sent():
            return await applied(db) == [("one", 1)]

        await until(sent)
        before = await relay_cursor(db)
        await execute(databases.admin_url, END_LEADER)
        await hold.rollback()
        await blocking.close()
        await tell(db, "one", 2)

        async def sent_on():
            return len(await applied(db)) >= 2

        await until(sent_on)
        await until(lambda: all_relayed(db))

    sent = [json.loads(each.value)["offset_s"] for each in await records_of(settings, "settings")]
    assert before == {}
    assert sent == [1, 1, 2]
    assert await applied(db) == [("one", 1), ("one", 2)]


async def test_a_late_commit_of_an_early_number_is_not_missed(db, settings):
    """The trap: ids are taken before the commit, so a lower one can appear later."""
    async with running(relay(db, settings)):
        late = asyncio.create_task(tell(db, "late", 1, pause_s=0.5))
        await asyncio.sleep(0.3)
        await tell(db, beside("late"), 2)
        await late
        await until(lambda: all_relayed(db))

    assert len(await records_of(settings, "settings")) == 2


async def test_of_an_erased_person_kafka_keeps_a_null_and_gets_nothing_that_was_unsent(
    db, settings
):
    """One change was sent before the erasure, another is still to be sent when it comes."""
    ana = ids.new()

    async def tell(*events):
        async with db.begin([BUSINESS]) as session:
            await say(session, [Said(event, event.version) for event in events])

    def changed(version):
        about = {"business_id": BUSINESS, "person_id": ana, "version": version}
        return PersonChanged(**about, called=Name(display=f"Ana the {version}."))

    await tell(changed(1))
    await relayed(db, settings)
    await tell(changed(2))
    async with db.begin([BUSINESS]) as session:
        await erase_events(session, BUSINESS, [ids.show("per", ana)])
        erased = PersonErased(business_id=BUSINESS, person_id=ana, version=3)
        await say(session, [Said(erased, 3)])
    await relayed(db, settings)

    sent = await records_of(settings, "people")
    key = ids.show("per", ana).encode()
    assert [each.key for each in sent] == [key] * 3
    first, second, last = [each.value for each in sent]
    assert b"Ana the 1." in first
    assert b"Ana" not in second
    assert json.loads(second)["version"] == 3
    assert last is None
