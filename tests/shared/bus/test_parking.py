"""What cannot be applied is put aside with its key's followers, and tried again in order."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.shared.bus.probe import BUSINESS, applied, apply, parked, tell

from goodword import ids
from goodword.bus import Said, StateUnseenError, wake
from goodword.bus.delivery import MAX_DEATHS, MAX_PARKED_IN_A_ROW, Deliverer, ReaderStoppedError
from goodword.bus.handlers import runs
from goodword.bus.log import LogReader
from goodword.bus.retrying import Retrier, backoff_s
from goodword.events import ClockApplied
from goodword.testing.events import deliver, pump

BAD = 13


async def picky(batch, *, session):
    """Applies all but number 13, which it finds only after it has written."""
    await apply(batch, session=session)
    if any(each.event.offset_s == BAD for each in batch):
        raise ValueError("thirteen")


def waiting_for(known):
    async def handler(batch, *, session):
        unseen = {e.id: ["person:ana"] for e in batch if e.event.offset_s == BAD and not known}
        if unseen:
            raise StateUnseenError(unseen)
        await apply(batch, session=session)

    return {ClockApplied: handler}


async def due_now(db):
    async with db.begin() as session:
        await session.execute(text("update parked_event set next_at = now()"))


async def test_one_bad_event_parks_itself_and_its_followers_and_nothing_else(db):
    for name, number in (("a", 1), ("a", BAD), ("b", 2), ("a", 3), ("b", 4)):
        await tell(db, name, number)

    await pump(db, {ClockApplied: picky})

    assert sorted(await applied(db)) == [("a", 1), ("b", 2), ("b", 4)]
    assert await parked(db) == [("parked", "a", BAD), ("behind", "a", 3)]


async def test_later_batches_queue_behind_what_is_parked(db):
    await tell(db, "a", BAD)
    await pump(db, {ClockApplied: picky})
    await tell(db, "a", 2)

    await pump(db, {ClockApplied: picky})

    assert await applied(db) == []
    assert await parked(db) == [("parked", "a", BAD), ("behind", "a", 2)]


async def test_a_parked_event_is_not_tried_again_by_itself(db):
    await tell(db, "a", BAD)
    await pump(db, {ClockApplied: picky})
    await due_now(db)

    assert await Retrier(db, Deliverer({ClockApplied: apply})).retry() == 0
    assert await parked(db) == [("parked", "a", BAD)]


async def test_what_waits_takes_nothing_of_its_batch_back(db):
    """Most facts of a burst need state that comes a moment later: their batch stays whole."""
    handed = []
    handler = waiting_for([])[ClockApplied]

    async def watched(batch, *, session):
        handed.append([(each.event.service, each.event.offset_s) for each in batch])
        await handler(batch, session=session)

    for name, number in (("a", 1), ("b", BAD), ("a", 2), ("b", 3), ("c", 4)):
        await tell(db, name, number)

    await pump(db, {ClockApplied: watched})

    whole = [("a", 1), ("b", BAD), ("a", 2), ("b", 3), ("c", 4)]
    assert handed == [whole, [("a", 1), ("a", 2), ("c", 4)]]
    assert sorted(await applied(db)) == [("a", 1), ("a", 2), ("c", 4)]
    assert await parked(db) == [("waiting", "b", BAD), ("behind", "b", 3)]


async def test_a_handler_that_waits_for_what_nobody_handed_it_is_a_bug_and_parks(db):
    async def confused(batch, *, session):
        raise StateUnseenError({ids.new(): ["person:ana"]})

    await tell(db, "a", 1)

    await asyncio.wait_for(pump(db, {ClockApplied: confused}), 10)

    assert [state for state, _, _ in await parked(db)] == ["waiting"]


async def test_what_is_due_of_many_keys_is_tried_in_one_batch(db):
    known = []
    handed = []
    handler = waiting_for(known)[ClockApplied]

    async def watched(batch, *, session):
        handed.append(len(batch))
        await handler(batch, session=session)

    for n in range(30):
        await tell(db, f"thing-{n}", BAD)
    await tell(db, "thing-0", 5)
    await pump(db, {ClockApplied: watched})
    known.append("ana")
    await due_now(db)
    handed.clear()

    assert await Retrier(db, Deliverer({ClockApplied: watched})).retry() == 31

    assert handed == [30, 1]
    assert await parked(db) == []


async def test_what_is_due_together_and_still_waits_comes_again_later(db):
    known = []
    for name in ("a", "b"):
        await tell(db, name, BAD)
    await pump(db, waiting_for(known))

    assert await Retrier(db, Deliverer(waiting_for(known))).retry() == 0

    async with db.begin() as session:
        rows = (
            await session.execute(text("select attempts, next_at > now() from parked_event"))
        ).all()
    assert [tuple(row) for row in rows] == [(2, True), (2, True)]


async def test_who_wakes_passes_over_what_is_tried_right_now(db):
    """Two who wake each other's events while they try their own would wait for ever."""
    await tell(db, "a", BAD)
    await pump(db, waiting_for([]))

    async with db.begin() as trying:
        await trying.execute(text("select * from parked_event for update"))
        async with asyncio.timeout(2), db.begin() as session:
            await wake(session, ["person:ana"])


async def test_what_waits_is_tried_when_woken_and_its_followers_after_it(db):
    known = []
    handlers = waiting_for(known)
    for number in (BAD, 2, 3):
        await tell(db, "a", number)
    await pump(db, handlers)
    assert await parked(db) == [("waiting", "a", BAD), ("behind", "a", 2), ("behind", "a", 3)]

    known.append("ana")
    async with db.begin() as session:
        await session.execute(text("update parked_event set next_at = now() + interval '1 hour'"))
        await wake(session, ["person:ana"])
    assert await Retrier(db, Deliverer(handlers)).retry() == 3

    assert await applied(db) == [("a", BAD), ("a", 2), ("a", 3)]
    assert await parked(db) == []


async def test_backoff_is_the_guarantee_where_the_waking_was_missed(db):
    known = []
    handlers = waiting_for(known)
    await tell(db, "a", BAD)
    await pump(db, handlers)
    retrier = Retrier(db, Deliverer(handlers))

    await due_now(db)
    assert await retrier.retry() == 0
    async with db.begin() as session:
        attempts = await session.scalar(text("select attempts from parked_event"))
    known.append("ana")
    await due_now(db)

    assert attempts == 2
    assert await retrier.retry() == 1


def test_backoff_doubles_and_is_bounded():
    assert 0.5 <= backoff_s(0) <= 1
    assert 4 <= backoff_s(3) <= 8
    assert 300 <= backoff_s(50) <= 600


async def test_a_follower_that_fails_keeps_those_behind_it(db):
    known = []
    for number in (BAD, 66, 3):
        await tell(db, "a", number)
    await pump(db, waiting_for(known))

    async def second_is_bad(batch, *, session):
        if batch[0].event.offset_s == 66:
            raise ValueError("sixty-six")
        await apply(batch, session=session)

    await due_now(db)
    await Retrier(db, Deliverer({ClockApplied: second_is_bad})).retry()

    assert await applied(db) == [("a", BAD)]
    assert await parked(db) == [("parked", "a", 66), ("behind", "a", 3)]


async def test_twenty_different_keys_in_a_row_stop_the_reader(db):
    async def broken(batch, *, session):
        raise ValueError("a bug")

    deliverer = Deliverer({ClockApplied: broken})
    reader = LogReader(db, deliverer, "probe")
    await reader.seed()
    for n in range(MAX_PARKED_IN_A_ROW):
        deliverer.check()
        await tell(db, f"thing-{n}", n)
        await reader.read()

    with pytest.raises(ReaderStoppedError, match="goodword parked list"):
        deliverer.check()


async def test_the_same_key_again_and_again_does_not_stop_the_reader(db):
    async def broken(batch, *, session):
        raise ValueError("bad data")

    deliverer = Deliverer({ClockApplied: broken})
    reader = LogReader(db, deliverer, "probe")
    await reader.seed()
    for n in range(MAX_PARKED_IN_A_ROW + 5):
        await tell(db, "one", n)
    await reader.read()

    deliverer.check()
    assert len(await parked(db)) == MAX_PARKED_IN_A_ROW + 5


async def test_one_success_between_them_clears_the_count(db):
    deliverer = Deliverer({ClockApplied: picky})
    reader = LogReader(db, deliverer, "probe")
    await reader.seed()
    for n in range(MAX_PARKED_IN_A_ROW + 5):
        await tell(db, f"bad-{n}", BAD)
        await tell(db, f"good-{n}", n if n != BAD else 99)
        while await reader.read():
            pass

    deliverer.check()


async def test_what_waits_does_not_count_as_a_failure(db):
    deliverer = Deliverer(waiting_for([]))
    reader = LogReader(db, deliverer, "probe")
    await reader.seed()
    for n in range(MAX_PARKED_IN_A_ROW + 5):
        await tell(db, f"thing-{n}", BAD)
    while await reader.read():
        pass

    deliverer.check()


async def say_strange(db, event_id):
    async with db.begin() as session:
        await session.execute(
            text("""
                insert into bus.outbox (tx_id, part, event_id, business_id, topic, type, key, seq,
                                        data, headers)
                values (1, 0, :event_id, :business, 'settings',
                        'goodword.clock-applied.v1', 'k', 1, '{"strange": 1}', '{}')
            """),
            {"business": BUSINESS, "event_id": event_id},
        )


async def test_an_event_whose_id_is_of_no_known_week_is_parked(db):
    await say_strange(db, UUID(int=2**127))

    await pump(db, {ClockApplied: apply})

    async with db.begin() as session:
        row = (await session.execute(text("select state, error from parked_event"))).one()
    assert row.state == "parked"
    assert "no partition" in row.error


async def test_an_event_that_cannot_be_read_is_parked_whole(db):
    await say_strange(db, ids.new())

    await pump(db, {ClockApplied: apply})

    async with db.begin() as session:
        row = (await session.execute(text("select state, data, error from parked_event"))).one()
    assert (row.state, row.data) == ("parked", {"strange": 1})
    assert "business_id" in row.error


async def test_an_event_that_kills_the_process_each_time_is_parked_in_the_end(db):
    class ProcessDiesError(BaseException):
        """As kill -9 would: nothing after it runs, the transaction is rolled back."""

    async def deadly(batch, *, session):
        if any(each.event.offset_s == BAD for each in batch):
            raise ProcessDiesError
        await apply(batch, session=session)

    for number in (1, BAD, 2):
        await tell(db, "a", number)
    await tell(db, "a", 3)
    deaths = 0
    for _ in range(MAX_DEATHS + 5):
        try:
            await pump(db, {ClockApplied: deadly})
        except ProcessDiesError:
            deaths += 1

    assert deaths == MAX_DEATHS + 1
    assert await applied(db) == [("a", 1)]
    assert await parked(db) == [("parked", "a", BAD), ("behind", "a", 2), ("behind", "a", 3)]


async def test_a_batch_is_cut_into_runs_without_passing_within_a_key():
    class Each:
        def __init__(self, kind, key):
            self.type, self.topic, self.key = kind, "t", key

    batch = [Each("x", 1), Each("y", 1), Each("x", 1), Each("x", 2), Each("y", 2)]

    cut = [[(each.type, each.key) for each in run] for run in runs(batch)]

    assert cut == [[("x", 1), ("x", 2)], [("y", 1), ("y", 2)], [("x", 1)]]


async def waiting(db, numbers):
    """Events of one key that wait for somebody, and followers behind the first."""
    for number in numbers:
        await tell(db, "a", number)
    await pump(db, waiting_for([]))
    await due_now(db)


async def test_two_who_retry_a_key_at_once_keep_its_order(db):
    await waiting(db, [BAD, *range(100, 250)])

    async def slow(batch, *, session):
        await asyncio.sleep(0.002)
        await apply(batch, session=session)

    async def retry():
        return await Retrier(db, Deliverer({ClockApplied: slow})).retry()

    while await parked(db):
        await asyncio.gather(retry(), retry(), retry())

    assert [number for _, number in await applied(db)] == [BAD, *range(100, 250)]


async def test_a_follower_that_comes_while_the_head_is_tried_does_not_pass_it(db):
    await waiting(db, [BAD])
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def in_hand(batch, *, session):
        begun.set()
        await go_on.wait()
        await apply(batch, session=session)

    first = asyncio.create_task(Retrier(db, Deliverer({ClockApplied: in_hand})).retry())
    await begun.wait()
    event = ClockApplied(business_id=BUSINESS, service="a", offset_s=2)
    await deliver(db, {ClockApplied: apply}, [Said(event, 2)])  # as from Kafka: the log would wait

    assert await Retrier(db, Deliverer({ClockApplied: apply})).retry() == 0
    go_on.set()
    await first
    await Retrier(db, Deliverer({ClockApplied: apply})).retry()

    assert await applied(db) == [("a", BAD), ("a", 2)]


async def test_one_key_that_the_world_fails_does_not_keep_the_others(db):
    known = []
    for name in ("a", "b", "c"):
        await tell(db, name, BAD)
    await pump(db, waiting_for(known))
    await due_now(db)

    async def fails_for_a(batch, *, session):
        if batch[0].event.service == "a":
            raise ConnectionResetError("the world ended")
        await apply(batch, session=session)

    with pytest.raises(ConnectionResetError):
        await Retrier(db, Deliverer({ClockApplied: fails_for_a})).retry()

    assert sorted(await applied(db)) == [("b", BAD), ("c", BAD)]
