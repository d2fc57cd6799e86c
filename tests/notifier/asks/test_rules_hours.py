"""R-ASK-04 and R-MSG-06 together: an ask at the edges of hours, weekends and changing clocks, and
one word on everyone for each business and date."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.notifier.asks.clients import Asking

from goodword import ids
from goodword.events import AsksConsidered

OFFICE = {"opens": "10:00", "closes": "18:00", "weekends": False}
SOON = timedelta(seconds=5)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


async def begun(asking: Asking, at: str, zone: str) -> None:
    """Ana lives by `zone`, and praises us at `at`."""
    asking.now = utc(at)
    await asking.begin(hours=OFFICE)
    await asking.change(time_zone=zone)
    await asking.tell(asking.review())


@pytest.mark.parametrize(
    ("praised", "zone", "asked"),
    [
        # At ten sharp the gate runs, and at ten the hours begin.
        ("2031-06-02T09:00", "UTC", "2031-06-02T10:00"),
        ("2031-06-02T08:59", "UTC", "2031-06-02T10:00"),
        # At 17:59 there is a minute left; at 18:00 there is none.
        ("2031-06-02T16:59", "UTC", "2031-06-02T17:59"),
        ("2031-06-02T17:00", "UTC", "2031-06-03T10:00"),
        # Praised on a Saturday after ten: Monday at ten is within 48 hours.
        ("2031-06-07T10:01", "UTC", "2031-06-09T10:00"),
        # In Berlin the night of 30 March 2031 is an hour shorter, that of 26 October longer.
        ("2031-03-28T15:30", "Europe/Berlin", "2031-03-28T16:30"),
        ("2031-03-29T18:00", "Europe/Berlin", "2031-03-31T08:00"),
        ("2031-10-25T18:00", "Europe/Berlin", "2031-10-27T09:00"),
        # And that of 9 March and of 2 November in New York.
        ("2031-03-08T20:00", "America/New_York", "2031-03-10T14:00"),
        ("2031-11-01T20:00", "America/New_York", "2031-11-03T15:00"),
    ],
)
async def test_an_ask_goes_at_the_first_moment_that_is_open(
    asking: Asking, praised: str, zone: str, asked: str
) -> None:
    await begun(asking, praised, zone)
    await asking.at(utc(asked) - timedelta(minutes=1))
    assert await asking.asked() == []

    await asking.at(utc(asked) + SOON)

    assert len(await asking.asked()) == 1


@pytest.mark.parametrize("praised", ["2031-06-06T17:00", "2031-06-07T09:59"])
async def test_a_window_that_ends_before_the_week_begins_ends_without_an_ask(
    asking: Asking, praised: str
) -> None:
    """On a Friday after the hours, or on a Saturday before ten."""
    await begun(asking, praised, "UTC")
    await asking.later(hours=43)

    await asking.later(hours=5, seconds=5)

    assert await asking.asked() == []
    assert await asking.why() == (["outside_hours"], True)


async def test_each_business_is_told_once_of_each_date_whatever_the_other_one_does(
    asking: Asking,
) -> None:
    await asking.begin()
    world = replace(asking.world, business_id=ids.new(), ana=ids.new(), _versions={})
    other = Asking(world, now=asking.now)
    await other.begin()
    night = datetime(2031, 6, 3, 4, 0, 5, tzinfo=UTC)

    await asking.set_clock(night)
    await other.set_clock(night)
    for _ in range(2):
        await asking.run()

    for one in (asking, other):
        [said] = await one.said(AsksConsidered)
        assert (said.on, said.considered) == (date(2031, 6, 3), 1)
