"""Whether a program is offered, and how long a purchase counts: asked in one place."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.programs import Term, days_between, offered, placed, window_end

SPRING = datetime(2026, 3, 1, tzinfo=UTC)
SUMMER = datetime(2026, 6, 1, tzinfo=UTC)
TERM = Term(SPRING, SUMMER)
A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("moment", "status", "answer"),
    [
        (SPRING - A_SECOND, "active", "not_yet"),
        (SPRING, "active", "now"),
        (SUMMER, "active", "now"),
        (SUMMER + A_SECOND, "active", "over"),
        (SUMMER, "paused", "paused"),
        (SUMMER + A_SECOND, "paused", "over"),
        (SPRING, "ended", "over"),
        (SPRING, "draft", "not_yet"),
    ],
)
def test_a_program_is_offered_in_its_term_while_it_is_active(moment, status, answer):
    assert offered(TERM, moment, status=status) == answer


def test_what_was_promised_in_the_term_is_kept_after_it():
    later = SUMMER + timedelta(days=9)

    assert offered(TERM, later, promised_at=SUMMER) == "now"
    assert offered(TERM, later, promised_at=SUMMER + A_SECOND) == "over"
    assert offered(TERM, later, promised_at=SUMMER, status="ended") == "over"


@pytest.mark.parametrize("status", ["active", "paused", "ended", "draft"])
def test_an_open_term_leaves_it_to_the_status(status):
    expected = {"active": "now", "paused": "paused", "ended": "over", "draft": "not_yet"}

    assert offered(Term(), SPRING, status=status) == expected[status]


@pytest.mark.parametrize(
    ("country", "region", "answer"),
    [
        ("US", "FL", "inside"),
        ("US", "GA", "outside"),
        ("US", None, "unknown"),
        ("DE", "BY", "inside"),
        ("DE", None, "inside"),
        ("FR", None, "outside"),
        (None, None, "unknown"),
    ],
)
def test_where_somebody_is_as_to_the_places(country, region, answer):
    assert placed(("US-FL", "DE"), country, region) == answer
    assert placed(None, country, region) == "inside"


moments = st.integers(-(10**9), 10**9).map(lambda s: SPRING + timedelta(seconds=s))
zones = st.sampled_from(["UTC", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu"])


@given(moments, moments, st.integers(0, 3650), zones)
def test_the_end_of_a_window_is_where_its_days_are_used_up(start, moment, days, zone):
    here = ZoneInfo(zone)

    counts = days_between(start, moment, here) <= days

    assert counts == (moment < window_end(start, days, here))
