"""When a connection is new, green, silent or failing."""

from datetime import UTC, datetime, timedelta

import pytest

from goodword import ids
from referral_api.domain.connections.health import Failures, judge_health, usual_silence

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAILY = [NOW - each * 24 * HOUR for each in range(1, 15)]
FAILED = Failures("The body is not JSON.", 2, ids.new())


def condition(delivered_at, failures=(), status="active", now=NOW):
    return judge_health(status, delivered_at, failures, now).condition


def test_it_is_new_until_something_comes_and_green_from_then_on():
    assert condition([]) == "new"
    assert condition([NOW]) == "green"


def test_what_failed_counts_until_it_is_mended():
    health = judge_health("active", [NOW], [FAILED], NOW)

    assert (health.condition, health.failures) == ("failing", (FAILED,))
    assert condition([NOW], []) == "green"


def test_nothing_is_expected_of_a_disabled_one():
    assert condition([], status="disabled") == "disabled"
    assert condition([NOW], [FAILED], status="disabled") == "disabled"


@pytest.mark.parametrize(("hours", "expected"), [(24, "green"), (25, "silent")])
def test_twice_the_longest_pause_of_late_is_silence(hours, expected):
    assert usual_silence(DAILY) == 24 * HOUR
    assert condition(DAILY, now=NOW + hours * HOUR) == expected


@pytest.mark.parametrize(("hours", "expected"), [(24, "green"), (25, "silent")])
def test_a_night_is_none_however_busy_the_shop_is(hours, expected):
    busy = [NOW - each * timedelta(seconds=1) for each in range(20)]

    assert condition(busy, now=NOW + hours * HOUR) == expected


def test_of_fewer_than_ten_nobody_can_tell():
    few = DAILY[:9]

    assert usual_silence(few) is None
    assert condition(few, now=NOW + 10_000 * HOUR) == "green"
