"""How long answers take, in hours of work (R-SLA-04): nine to five, and no weekends."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.asking import ServiceParameters, Taken, WorkingTime

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = WorkingTime(ServiceParameters(), NEW_YORK)
HOUR = timedelta(hours=1)


def wall(text: str) -> datetime:
    """A moment by the clock in New York; 1 June 2026 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("asked", "answered", "hours", "worked"),
    [
        ("2026-06-01T10:00", "2026-06-01T11:30", 1.5, 1.5),
        ("2026-06-01T16:00", "2026-06-02T10:00", 18, 2),
        ("2026-06-05T16:00", "2026-06-08T10:00", 66, 2),
        ("2026-06-06T08:00", "2026-06-06T20:00", 12, 0),
        ("2026-06-01T18:00", "2026-06-02T09:00", 15, 0),
        ("2026-06-01T09:00", "2026-06-08T09:00", 168, 40),
        # The clock jumps on Sundays: the days of work are as long as ever.
        ("2026-03-06T16:00", "2026-03-09T10:00", 65, 2),
        ("2026-10-30T16:00", "2026-11-02T10:00", 67, 2),
    ],
)
def test_r_sla_04_both_are_told_what_passed_and_what_was_worked(asked, answered, hours, worked):
    found = OFFICE.taken(wall(asked), wall(answered).astimezone(UTC))

    assert found == Taken(int(hours * 3600), int(worked * 3600))


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        ("2026-06-01T10:00", 4, "2026-06-01T14:00"),
        ("2026-06-01T13:00", 4, "2026-06-01T17:00"),
        ("2026-06-01T13:01", 4, "2026-06-02T09:01"),
        ("2026-06-05T16:30", 1, "2026-06-08T09:30"),
        ("2026-06-06T12:00", 1, "2026-06-08T10:00"),
        ("2026-06-01T07:00", 1, "2026-06-01T10:00"),
        ("2026-06-01T15:00", 8, "2026-06-02T15:00"),
        ("2026-03-06T16:30", 1, "2026-03-09T09:30"),
    ],
)
def test_r_sla_04_what_takes_some_hours_of_work_is_due_when_they_are_over(asked, hours, due):
    assert OFFICE.after(wall(asked), hours * HOUR) == wall(due)


def test_r_sla_04_a_business_may_work_at_night_and_on_weekends():
    service = ServiceParameters(opens="20:00", closes="23:30", weekends=True)
    bar = WorkingTime(service, NEW_YORK)

    assert bar.after(wall("2026-06-06T22:30"), 2 * HOUR) == wall("2026-06-07T21:00")
    assert service.day == 3.5 * HOUR


moments = st.integers(0, 330 * 24 * 60).map(
    lambda minute: wall("2026-01-01T00:00").astimezone(UTC) + minute * HOUR / 60
)


@given(moments, st.integers(min_value=1, max_value=400))
def test_r_sla_04_what_is_due_after_some_work_took_just_that(asked, quarters):
    work = quarters * timedelta(minutes=15)

    due = OFFICE.after(asked, work)

    assert OFFICE.taken(asked, due).working_seconds == work.total_seconds()


def test_r_sla_04_of_what_waited_for_longer_than_ten_years_the_last_ten_are_counted():
    found = OFFICE.taken(datetime(1, 1, 2, tzinfo=UTC), wall("2026-06-01T09:00"))

    assert found.seconds > 60_000_000_000
    assert 20_000 < found.working_seconds / 3600 < 21_000
