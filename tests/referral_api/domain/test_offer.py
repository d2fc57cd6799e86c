"""How long a purchase counts."""

from datetime import UTC, datetime

import pytest

from referral_api.domain.referrals.offer import Offer

START = datetime(2026, 3, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        ("UTC", datetime(2026, 4, 5, tzinfo=UTC)),
        # The clocks go forward between: the last day still ends at midnight there.
        ("America/New_York", datetime(2026, 4, 5, 4, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 4, 5, 12, tzinfo=UTC)),
    ],
)
def test_a_window_ends_with_its_last_local_day(zone, ends):
    assert Offer(30, "share", "last", zone).ends_at(START) == ends


def test_a_clock_that_is_a_little_behind_closes_nobody_out():
    offer = Offer(30, "share", "last", "UTC")

    assert offer.holds(START, START.replace(hour=1))
    assert not offer.holds(START, START.replace(day=4))


def test_the_end_of_the_calendar_is_an_end_too():
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)

    assert Offer(3650, "share", "last", "UTC").ends_at(last) == datetime.max.replace(tzinfo=UTC)
    assert Offer(30, "share", "last", "Asia/Tokyo").holds(last, last)
