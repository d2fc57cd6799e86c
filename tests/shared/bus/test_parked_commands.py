"""What a human does about parked events."""

import asyncio
import json

import pytest
from tests.shared.bus.probe import BUSINESS, applied, apply, parked, tell
from typer.testing import CliRunner

from goodword import ids
from goodword.bus import parked as parked_events
from goodword.bus.delivery import Deliverer
from goodword.bus.retrying import Retrier
from goodword.cli.hand import hand
from goodword.cli.parked import app
from goodword.database import SCHEMAS
from goodword.errors import RejectedError
from goodword.events import ClockApplied, CommandGiven
from goodword.testing.events import events_of, pump

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
        assert await parked_events.replay(session, head) == [(BUSINESS, head)]

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


@pytest.fixture
def command(probe_url, monkeypatch):
    """Run `goodword parked …` against the probe's database."""
    monkeypatch.setitem(SCHEMAS, "probe", "probe")
    monkeypatch.setenv("GOODWORD_PROBE_DATABASE_URL", probe_url)

    async def run(*words):
        arguments = ["parked", *words, "--service", "probe"]
        return await asyncio.to_thread(CliRunner().invoke, app, arguments)

    return run


async def commands(db):
    events = [one.event for one in await events_of(db)]
    return [event for event in events if isinstance(event, CommandGiven)]


async def test_who_commanded_what_about_which_event_is_said(db, head, command, tmp_path):
    file = tmp_path / "data.json"
    file.write_text(GOOD)

    for words in (("mend", str(head), str(file)), ("replay",), ("discard", str(head))):
        ran = await command(*words)
        assert ran.exit_code == 0, ran.output

    told = await commands(db)
    assert [one.command.removeprefix("goodword parked ") for one in told] == [
        "mend",
        "replay",
        "discard",
    ]
    assert {(one.business_id, one.object_id, one.actor) for one in told} == {
        (BUSINESS, ids.show("evt", head), hand())
    }
    assert len({one.deed_id for one in told}) == 3


async def test_what_could_not_be_done_was_commanded_by_nobody(db, head, command, tmp_path):
    file = tmp_path / "data.json"
    file.write_text('{"offset_s": "many"}')

    mended = await command("mend", str(head), str(file))
    unknown = await command("discard", str(ids.new()))

    assert mended.exception is not None
    assert unknown.exception is not None
    assert await commands(db) == []
