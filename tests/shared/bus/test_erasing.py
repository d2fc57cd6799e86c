"""Erasing persons from the log: what was said of them is gone, whoever has it in hand."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.shared.bus.probe import BUSINESS

from goodword import ids
from goodword.bus import Said, StateUnseenError, erase_events, say
from goodword.bus.delivery import Deliverer
from goodword.bus.retrying import Retrier
from goodword.events import ContactSuppressed, Name, PersonChanged, PersonErased
from goodword.testing.events import pump

ANA, BEN = ids.new(), ids.new()


def changed(person_id, name, version=1):
    called = Name(display=name)
    return PersonChanged(business_id=BUSINESS, person_id=person_id, version=version, called=called)


def erased(person_id, version=9):
    return PersonErased(business_id=BUSINESS, person_id=person_id, version=version)


def suppressed():
    return ContactSuppressed(
        business_id=BUSINESS,
        address_hash="ab" * 32,
        channel="email",
        scope="all",
        reason="unsubscribed",
    )


async def tell(db, *events):
    async with db.begin([BUSINESS]) as session:
        await say(session, [Said(event, seq) for seq, event in enumerate(events, 1)])


async def erase(db, *people, business=BUSINESS, scope=BUSINESS):
    async with db.begin([scope]) as session:
        keys = [ids.show("per", one) for one in people]
        return await erase_events(session, business, keys)


async def on_the_log(db):
    async with db.begin() as session:
        rows = await session.execute(text("select key, data from bus.outbox order by id"))
        return [(row.key, row.data) for row in rows]


class Listener:
    """Hears of people, and cannot bear those in `bad`."""

    def __init__(self, *bad):
        self.heard, self.bad = [], bad
        self.handlers = {PersonChanged: self.hear, PersonErased: self.hear}

    async def hear(self, batch, *, session):
        for each in batch:
            called = getattr(each.event, "called", None)
            if called and called.display in self.bad:
                raise ValueError(called.display)
            self.heard.append((each.event.name, called.display if called else None))


async def test_all_that_was_said_of_a_person_is_overwritten_and_nothing_else(db):
    await tell(db, changed(ANA, "Ana"), changed(BEN, "Ben"), changed(ANA, "Anna", 2), suppressed())
    await tell(db, erased(ANA, 3))

    assert await erase(db, ANA) == 2

    said = await on_the_log(db)
    assert [data.get("called", {}).get("display") for _, data in said] == [
        None,
        "Ben",
        None,
        None,
        None,
    ]
    assert [data == {"erased": True} for _, data in said] == [True, False, True, False, False]
    assert await erase(db, ANA) == 0


async def test_another_business_is_beyond_reach(db):
    await tell(db, changed(ANA, "Ana"))
    stranger = ids.new()

    assert await erase(db, ANA, business=stranger, scope=stranger) == 0
    with pytest.raises(DBAPIError, match="works for"):
        await erase(db, ANA, scope=stranger)

    [(_, data)] = await on_the_log(db)
    assert data["called"]["display"] == "Ana"


@pytest.mark.parametrize(
    "statement", ["update bus.outbox set data = '{}'", "delete from bus.outbox"]
)
async def test_the_log_takes_no_other_change(db, statement):
    await tell(db, changed(ANA, "Ana"))

    with pytest.raises(DBAPIError, match="permission denied"):
        async with db.begin([BUSINESS]) as session:
            await session.execute(text(statement))


async def test_readers_pass_over_what_was_erased(db):
    await tell(db, changed(ANA, "Ana"), changed(BEN, "Ben"))
    await erase(db, ANA)
    await tell(db, erased(ANA))
    listener = Listener()

    await pump(db, listener.handlers)

    assert sorted(listener.heard, key=str) == [("person-changed", "Ben"), ("person-erased", None)]


async def parked_names(db):
    async with db.begin() as session:
        rows = await session.execute(text("select data from parked_event order by position"))
        return [row.data.get("called", {}).get("display") for row in rows]


async def test_an_erasure_waits_behind_nothing_and_drops_what_was_put_aside(db):
    listener = Listener("Ana", "Ben")
    await tell(db, changed(ANA, "Ana"), changed(BEN, "Ben"))
    await pump(db, listener.handlers)
    await tell(db, changed(ANA, "Anna", 2))
    await pump(db, listener.handlers)
    assert sorted(await parked_names(db)) == ["Ana", "Anna", "Ben"]

    await tell(db, erased(ANA))
    await pump(db, listener.handlers)

    assert await parked_names(db) == ["Ben"]
    assert listener.heard == [("person-erased", None)]
    assert await Retrier(db, Deliverer(listener.handlers)).retry() == 0


async def test_an_erasure_in_one_batch_with_what_it_ends_leaves_nothing_aside(db):
    listener = Listener("Ana")
    await tell(db, changed(ANA, "Ana"), changed(ANA, "Anna", 2), erased(ANA, 3))

    await pump(db, listener.handlers)

    assert await parked_names(db) == []
    assert listener.heard == [("person-erased", None)]


async def test_an_erasure_in_one_batch_with_what_waits_leaves_nothing_aside(db):
    """What waits takes nothing of its batch back, so the erasure meets it before it is parked."""
    listener = Listener()

    async def waiting(batch, *, session):
        raise StateUnseenError({each.id: ["person:somebody"] for each in batch})

    await tell(
        db, changed(ANA, "Ana"), changed(BEN, "Ben"), changed(ANA, "Anna", 2), erased(ANA, 3)
    )

    await pump(db, listener.handlers | {PersonChanged: waiting})

    assert await parked_names(db) == ["Ben"]
    assert listener.heard == [("person-erased", None)]


async def test_what_is_said_again_of_an_erased_person_in_that_batch_is_not_dropped(db):
    listener = Listener("Ana")
    await tell(db, changed(ANA, "Ana"))
    await pump(db, listener.handlers)
    await tell(db, changed(ANA, "Anna", 2), erased(ANA, 3), changed(ANA, "Who", 4))

    await pump(db, listener.handlers)
    await Retrier(db, Deliverer(listener.handlers)).retry()

    assert await parked_names(db) == []
    assert listener.heard == [("person-erased", None), ("person-changed", "Who")]
