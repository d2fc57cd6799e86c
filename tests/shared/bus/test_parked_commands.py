"""What a human does about parked events."""

import json

import pytest
from tests.shared.bus.probe import BUSINESS, applied, apply, parked, tell

from goodword import ids
from goodword.bus import parked as parked_events
from goodword.bus.delivery import Deliverer
from goodword.bus.retrying import Retrier
from goodword.errors import RejectedError
from goodword.events import ClockApplied
from goodword.testing.events import pump

BAD = 13
GOOD = json.dumps({"business_id": ids.show("biz", BUSINESS), "service": "a", "offset_s": 14})


async def no_thirteen(batch, *, session):
    if any(each.event.offset_s == BAD for each in batch):
        raise ValueError("thirteen")
    await apply(batch, session=session)


HANDLERS = {ClockApplied: no_thirteen}


@pytest.fixture
async def head(db):
    """The id of a parked event with two behind it."""
    for number in (BAD, 2, 3):
        await tell(db, "a", number)
    await pump(db, HANDLERS)
    async with db.begin() as session:
        (only, *_) = await parked_events.list_parked(session, None, 10)
        return only.event_id


async def retry(db):
    return await Retrier(db, Deliverer(HANDLERS)).retry()


async def test_listed_with_why(db, head):
    async with db.begin() as session:
        first, second, third = await parked_events.list_parked(session, None, 10)
        only_parked = await parked_events.list_parked(session, "parked", 10)

    assert (first.state, first.error) == ("parked", "ValueError: thirteen")
    assert [second.state, third.state] == ["behind", "behind"]
    assert [one.event_id for one in only_parked] == [head]


async def test_replayed_it_is_tried_again_and_parked_again(db, head):
    async with db.begin() as session:
        assert await parked_events.replay(session, head) == 1

    assert await retry(db) == 0
    assert (await parked(db))[0] == ("parked", "a", BAD)


async def test_mended_and_replayed_it_is_applied_and_those_behind_it_after_it(db, head):
    async with db.begin() as session:
        await parked_events.mend(session, head, GOOD)
        await parked_events.replay(session, None)

    assert await retry(db) == 3
    assert await applied(db) == [("a", 14), ("a", 2), ("a", 3)]
    assert await parked(db) == []


async def test_what_is_no_event_of_its_type_does_not_mend_it(db, head):
    async with db.begin() as session:
        with pytest.raises(RejectedError) as refused:
            await parked_events.mend(session, head, '{"offset_s": "many"}')

    assert refused.value.code == "unreadable"


async def test_discarded_it_is_never_applied_and_those_behind_it_go_on(db, head):
    async with db.begin() as session:
        await parked_events.discard(session, head)

    assert await retry(db) == 2
    assert await applied(db) == [("a", 2), ("a", 3)]


async def test_an_id_that_is_not_parked_is_refused(db):
    async with db.begin() as session:
        for deed in (parked_events.show, parked_events.discard):
            with pytest.raises(RejectedError, match="goodword parked list"):
                await deed(session, ids.new())
