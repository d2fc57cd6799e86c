"""A letter that waits says so, once for each thing that it waits for, and moves with the hours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.notifier.introductions import ALWAYS, ask, begin, made
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import MessageWaiting, PersonErased, Place
from goodword.testing.events import events_of
from goodword.testing.jobs import run_due
from notifier.main import job_kinds

NIGHT = datetime(2031, 6, 2, 3, 0, tzinfo=UTC)  # 05:00 in Berlin, 23:00 in New York, 12:00 in Tokyo
IN_BERLIN = datetime(2031, 6, 2, 6, 0, tzinfo=UTC)
IN_NEW_YORK = datetime(2031, 6, 2, 12, 0, tzinfo=UTC)
IN_UTC = datetime(2031, 6, 2, 8, 0, tzinfo=UTC)
OFFICE = {"opens": "08:00", "closes": "20:00"}
LATE = {"opens": "10:00", "closes": "20:00"}


async def at(world: World, moment: datetime, hours: dict[str, Any] | None = None) -> None:
    """It is `moment` for the business, a test business in UTC; what is due is not done yet."""
    [row] = await world.rows("select extract(epoch from $1::timestamptz - now())::bigint s", moment)
    parameters = {"mail_hours": hours or OFFICE}
    told = world.business(mode="test", clock_offset_s=row["s"] + 1, parameters=parameters)
    await world.tell(told)


async def run(world: World) -> None:
    await run_due(world.db, job_kinds(world.mailroom))


async def a_letter_at_night(world: World, **ana: Any) -> None:
    await world.begin(mode="test")
    await at(world, NIGHT)
    await world.tell(world.person(world.ana, "Ana", **ana))
    await world.tell(world.issued())
    await run(world)


async def test_that_a_letter_waits_is_said_with_what_it_is_and_until_when(world: World) -> None:
    await world.begin(mode="test")
    await at(world, NIGHT)
    [told] = await world.tell(world.issued())

    await run(world)

    [waiting] = [e.event for e in await events_of(world.db) if isinstance(e.event, MessageWaiting)]
    [row] = await world.rows("select id from message")
    assert waiting == MessageWaiting(
        business_id=world.business_id,
        message_id=row["id"],
        person_id=world.ana,
        kind="reward_thank_you",
        cause=told.id,
        reason="hours_of_business",
        sends_after=IN_UTC,
    )


@pytest.mark.parametrize(
    ("ana", "wait"),
    [
        ({"time_zone": "Europe/Berlin"}, ("hours_of_person", IN_BERLIN)),
        ({"place": Place(country="DE")}, ("hours_of_place", IN_BERLIN)),
        ({"place": Place(country="US", region="NY")}, ("hours_of_place", IN_NEW_YORK)),
        ({"time_zone": "Nowhere/Atall"}, ("hours_of_business", IN_UTC)),
    ],
)
async def test_by_whose_clock_it_waits_is_said(
    world: World, ana: dict[str, Any], wait: tuple[str, datetime]
) -> None:
    await a_letter_at_night(world, **ana)

    assert await world.waiting() == [wait]


async def test_however_often_it_is_looked_at_that_it_waits_is_said_once(world: World) -> None:
    await a_letter_at_night(world)

    for _ in range(3):
        await world.tell(world.person(world.ana, "Ana"))
        await run(world)

    assert await world.waiting() == [("hours_of_business", IN_UTC)]
    assert await world.state() == "pending"


async def test_it_is_sent_when_the_wait_is_over_and_waits_for_nothing_then(world: World) -> None:
    await a_letter_at_night(world)

    await at(world, IN_UTC)
    await run(world)

    assert await world.state() == "sent"
    [row] = await world.rows("select waits_for, sends_after from message")
    assert (row["waits_for"], row["sends_after"]) == (None, None)
    assert await world.waiting() == [("hours_of_business", IN_UTC)]


async def test_a_person_who_moves_to_where_it_is_day_gets_what_waits_at_once(world: World) -> None:
    await a_letter_at_night(world)

    await world.tell(world.person(world.ana, "Ana", time_zone="Asia/Tokyo"))
    await run(world)

    assert await world.state() == "sent"


async def test_a_person_who_moves_to_where_the_day_is_later_is_waited_for(world: World) -> None:
    await a_letter_at_night(world)

    await world.tell(world.person(world.ana, "Ana", time_zone="America/New_York"))
    await run(world)
    await at(world, IN_UTC)
    await run(world)
    at_the_old_time = await world.state()
    await at(world, IN_NEW_YORK)
    await run(world)

    waits = [("hours_of_business", IN_UTC), ("hours_of_person", IN_NEW_YORK)]
    assert await world.waiting() == waits
    assert (at_the_old_time, await world.state()) == ("pending", "sent")


async def test_what_waits_is_written_in_the_language_that_its_reader_has_by_then(
    world: World,
) -> None:
    await a_letter_at_night(world)

    await world.tell(world.person(world.ana, "Ana", locale="de", time_zone="Asia/Tokyo"))
    await run(world)

    [row] = await world.rows("select content from message")
    assert "Hallo Ana" in world.mailroom.sealer.open(row["content"])


async def test_whoever_is_merged_gets_what_waits_by_the_clock_of_the_survivor(
    world: World,
) -> None:
    await a_letter_at_night(world)
    cleo = ids.new()
    await world.tell(world.person(cleo, "Cleo", time_zone="Asia/Tokyo"))

    await world.tell(world.person(world.ana, "Ana", merged_into=cleo))
    await run(world)

    assert await world.state() == "sent"


async def test_a_survivor_who_moves_moves_what_waits_for_those_merged_into_them(
    world: World,
) -> None:
    cleo = ids.new()
    await world.begin(mode="test")
    await world.tell(world.person(cleo, "Cleo"))
    await at(world, NIGHT)
    await world.tell(world.person(world.ana, "Ana", merged_into=cleo))
    await world.tell(world.issued())
    await run(world)

    await world.tell(world.person(cleo, "Cleo", time_zone="Asia/Tokyo"))
    await run(world)

    assert await world.state() == "sent"


@pytest.mark.parametrize(
    ("hours", "waits", "state"),
    [
        (ALWAYS, [("hours_of_business", IN_UTC)], "sent"),
        (
            LATE,
            [("hours_of_business", IN_UTC), ("hours_of_business", IN_UTC.replace(hour=10))],
            "pending",
        ),
    ],
)
async def test_other_hours_of_mail_move_what_waits(
    world: World, hours: dict[str, Any], waits: list[Any], state: str
) -> None:
    await a_letter_at_night(world)

    await at(world, NIGHT, hours)
    await run(world)

    assert await world.waiting() == waits
    assert await world.state() == state


async def test_a_business_that_changes_anything_else_wakes_nothing(world: World) -> None:
    await a_letter_at_night(world)
    before = await world.rows("select id from job where kind = 'send' order by id")

    await at(world, NIGHT + timedelta(minutes=5))

    assert await world.rows("select id from job where kind = 'send' order by id") == before


async def test_a_mail_server_that_takes_nothing_is_said_once_while_it_lasts(world: World) -> None:
    world.inbox.refuse["DATA"] = "451 4.3.0 later"
    await world.open()

    for _ in range(3):
        assert await world.send() is not None

    assert await world.waiting() == [("mail_server", None)]
    world.inbox.refuse.clear()
    assert await world.send() is None
    assert await world.state() == "sent"


async def test_a_letter_about_nobody_waits_in_silence(world: World) -> None:
    await a_letter_at_night(world)
    await world.execute("update message set person_id = null, waits_for = null, kind = 'task'")

    await world.execute("update job set run_at = now(), state = 'ready' where kind = 'send'")
    await run(world)

    assert await world.waiting() == [("hours_of_business", IN_UTC)]


async def test_an_introduction_ends_what_waits_and_a_late_job_sends_nothing(world: World) -> None:
    await begin(world, NIGHT, OFFICE)
    await ask(world, NIGHT)
    await world.tell(made(world, NIGHT))

    await at(world, IN_UTC)
    await run(world)

    assert await world.state() == "failed"
    assert await world.failures() == ["introduction_made"]


async def test_somebody_who_is_erased_while_a_letter_waits_gets_none(world: World) -> None:
    await a_letter_at_night(world)
    event = PersonErased(business_id=world.business_id, person_id=world.ana, version=9)

    await world.tell(Said(event, 9))
    await at(world, IN_UTC)
    await run(world)

    assert await world.failures() == ["erased"]
