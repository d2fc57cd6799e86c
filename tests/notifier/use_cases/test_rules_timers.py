"""The timers of introductions (R-INT-04) at their edges: seconds, weekends, clocks that change, and
letters that would come together."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.notifier.introductions import ask, at, begin, reminders, sent
from tests.notifier.world import World

from goodword.testing.jobs import run_due
from notifier.main import job_kinds
from notifier.use_cases.introductions.request_introductions import REMIND

MONDAY = datetime(2031, 6, 2, 10, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
OFFICE: dict[str, Any] = {"opens": "08:00", "closes": "20:00"}
QUIET = OFFICE | {"weekends": False}
REQUEST, REMINDER, DRAFT = "introduction_request", "introduction_reminder", "introduction_draft"
BERLIN = ZoneInfo("Europe/Berlin")


def berlin(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[misc,arg-type]


async def in_berlin(world: World) -> None:
    told = {"time_zone": "Europe/Berlin", "story": "We moved her shop in one night."}
    await world.tell(world.person(world.ana, "Ana", **told))


@pytest.mark.parametrize(
    ("after", "letters"),
    [
        (48 * HOUR - 20 * SECOND, [REQUEST]),
        (48 * HOUR, [REQUEST, REMINDER]),
        (96 * HOUR - 20 * SECOND, [REQUEST, REMINDER]),
    ],
)
async def test_r_int_04_a_reminder_is_due_after_two_days_to_the_second(
    world: World, after: timedelta, letters: list[str]
) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)
    if after > 48 * HOUR:
        await at(world, MONDAY + 48 * HOUR)

    await at(world, MONDAY + after)

    assert await sent(world) == letters


async def test_r_int_04_a_draft_is_offered_after_four_days_and_nothing_follows(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)
    for hours in (48, 96, 29 * 24):
        await at(world, MONDAY + hours * HOUR)

    assert await sent(world) == [REQUEST, REMINDER, DRAFT]


@pytest.mark.parametrize(
    ("requested", "before", "then"),
    [
        # Clocks go forward on Sunday: 48 hours from Friday at 10 are Sunday at 11.
        ((2031, 3, 28, 10), (2031, 3, 30, 10, 59), (2031, 3, 30, 11, 0)),
        # They go back on Sunday: 48 hours from Friday at 20, before closing, are Sunday at 19.
        ((2031, 10, 24, 19, 30), (2031, 10, 26, 18, 29), (2031, 10, 26, 18, 30)),
        # 28 February and two days are 2 March in a year without a 29th.
        ((2031, 2, 28, 9), (2031, 3, 2, 8, 59), (2031, 3, 2, 9, 0)),
    ],
)
async def test_r_int_04_two_days_are_48_hours_when_clocks_change_and_months_end(
    world: World, requested: tuple[int, ...], before: tuple[int, ...], then: tuple[int, ...]
) -> None:
    await begin(world, berlin(*requested), OFFICE)
    await in_berlin(world)
    await ask(world, berlin(*requested))

    await at(world, berlin(*before), OFFICE)
    early = await sent(world)
    await at(world, berlin(*then), OFFICE)

    assert (early, await sent(world)) == ([REQUEST], [REQUEST, REMINDER])


async def test_r_int_04_after_a_weekend_on_which_clocks_change_it_is_8_by_the_new_time(
    world: World,
) -> None:
    """Due on Sunday; 8 on Monday in Berlin is 6 in UTC by then, and was 7 the week before."""
    requested = berlin(2031, 3, 28, 10)
    await begin(world, requested, QUIET)
    await in_berlin(world)
    await ask(world, requested)
    await at(world, requested + 48 * HOUR, QUIET)

    await at(world, datetime(2031, 3, 31, 5, 59, tzinfo=UTC), QUIET)
    early = await sent(world)
    await at(world, datetime(2031, 3, 31, 6, 0, 1, tzinfo=UTC), QUIET)

    assert (early, await sent(world)) == ([REQUEST], [REQUEST, REMINDER])


async def test_r_int_04_a_draft_that_comes_due_on_the_weekend_does_not_join_the_reminder(
    world: World,
) -> None:
    """Requested on a Wednesday evening, both are due before Monday at 8; the draft comes two days
    after the reminder."""
    wednesday = datetime(2031, 6, 4, 19, 30, tzinfo=UTC)
    evening = QUIET | {"closes": "19:31"}
    await begin(world, wednesday, evening)
    await ask(world, wednesday)
    for hours in (48.5, 96.5):
        await at(world, wednesday + hours * HOUR, evening)

    await at(world, datetime(2031, 6, 9, 8, 0, 5, tzinfo=UTC), evening)
    monday = await sent(world)
    await at(world, datetime(2031, 6, 10, 20, 5, tzinfo=UTC), evening)
    tuesday = await sent(world)
    await at(world, datetime(2031, 6, 11, 8, 0, 5, tzinfo=UTC), evening)

    assert monday == tuesday == [REQUEST, REMINDER]
    assert await sent(world) == [REQUEST, REMINDER, DRAFT]
    assert await reminders(world) == ["reminder", "draft"]


async def test_r_int_04_a_reminder_does_not_join_the_request_that_waits_for_monday(
    world: World,
) -> None:
    friday = datetime(2031, 6, 6, 21, tzinfo=UTC)
    await begin(world, friday, QUIET)
    await ask(world, friday)
    await at(world, friday + 48 * HOUR, QUIET)

    await at(world, datetime(2031, 6, 9, 8, 0, 5, tzinfo=UTC), QUIET)
    monday = await sent(world)
    await at(world, datetime(2031, 6, 11, 8, 0, 5, tzinfo=UTC), QUIET)

    assert monday == [REQUEST]
    assert await sent(world) == [REQUEST, REMINDER]


async def test_r_int_04_where_nobody_was_here_for_days_the_letters_come_one_after_another(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)

    await at(world, MONDAY + 200 * HOUR)
    first = await sent(world)
    await at(world, MONDAY + 247 * HOUR)
    second = await sent(world)
    await at(world, MONDAY + 248.1 * HOUR)

    assert first == second == [REQUEST, REMINDER]
    assert await sent(world) == [REQUEST, REMINDER, DRAFT]


async def test_r_int_04_a_reminder_that_is_long_due_does_not_follow_at_once_on_its_request(
    world: World,
) -> None:
    """As where the notifier was away for days, and does all of it when it is back."""
    await begin(world, MONDAY)
    await world.tell(world.business(mode="live"))
    await ask(world, datetime.now(UTC))
    await world.execute("update job set run_at = now() where kind = $1", REMIND)
    await run_due(world.db, job_kinds(world.mailroom))
    at_once = await sent(world)
    await world.execute("update job set run_at = now() where kind = $1", REMIND)
    await world.execute("update message set closed_at = closed_at - interval '61 minutes'")

    await run_due(world.db, job_kinds(world.mailroom))

    assert at_once == [REQUEST]
    assert await sent(world) == [REQUEST, REMINDER]
