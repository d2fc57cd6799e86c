"""When a window is looked at, and what becomes of it: R-ASK-04, R-MSG-06, at their edges."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from goodword import ids
from goodword.asking import AskReason
from notifier.domain.asks.ask import Ask, same, told
from notifier.domain.asks.decision import Decision, decide
from notifier.domain.asks.nights import (
    check_in_after,
    morning_of,
    next_night,
    possible_check_ins,
)
from notifier.domain.copies import Business

SIGNAL = datetime(2031, 6, 2, 10, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
NO = AskReason("open_issue", "complaint", "resolved")
ASK = Ask(
    business_id=UUID(int=1),
    id=ids.new(),
    person_id=ids.new(),
    signal_kind="review",
    signal_id=ids.new(),
    signal_at=SIGNAL,
    wanted="introduction",
    rep_id=None,
    opens_at=SIGNAL + HOUR,
    closes_at=SIGNAL + 48 * HOUR,
)


@pytest.mark.parametrize(
    ("after", "then"),
    [
        (timedelta(0), "wait"),
        (HOUR - SECOND, "wait"),
        (HOUR, "ask"),
        (48 * HOUR - SECOND, "ask"),
        (48 * HOUR, "close"),
        (72 * HOUR, "close"),
    ],
)
def test_a_window_opens_after_an_hour_and_closes_after_48(after: timedelta, then: str) -> None:
    """R-ASK-04: 59:59 and 1:00 h, 47:59:59 and 48:00 h."""
    now = SIGNAL + after

    assert decide(ASK, now, (), now).then == then


def test_every_reason_is_said_and_the_window_waits() -> None:
    now = SIGNAL + 2 * HOUR

    assert decide(ASK, now, (NO,), now) == Decision("wait", (NO,))


def test_at_its_end_the_reasons_are_final() -> None:
    now = SIGNAL + 48 * HOUR

    assert decide(ASK, now, (NO,), now) == Decision("close", (NO,))
    [late] = decide(ASK, now, (), now).reasons
    assert late == AskReason("window_closed", "2031-06-04 10:00 UTC", "before 2031-06-04 10:00 UTC")


def test_outside_hours_the_window_waits_for_the_opening() -> None:
    """R-MSG-06."""
    now = SIGNAL + 2 * HOUR
    opens = now + 10 * HOUR

    why = AskReason("outside_hours", "2031-06-02 12:00 UTC", "2031-06-02 22:00 UTC")
    assert decide(ASK, now, (), opens) == Decision("wait", (why,), opens)


def test_an_opening_after_the_end_of_the_window_is_said_as_a_reason() -> None:
    now = SIGNAL + 47 * HOUR
    opens = SIGNAL + 48 * HOUR
    told_now = decide(ASK, now, (), opens)
    at_last = decide(ASK, SIGNAL + 48 * HOUR, (), opens + HOUR)

    assert [told_now.then, told_now.until] == ["wait", None]
    assert [reason.code for reason in told_now.reasons] == ["outside_hours"]
    assert [at_last.then, at_last.reasons[0].code] == ["close", "outside_hours"]


def test_what_was_found_may_change_without_being_said_again() -> None:
    before = told([AskReason("asked_recently", 10, 30), NO])

    assert same(before, told([NO, AskReason("asked_recently", 11, 30)]))
    assert not same(before, told([NO, AskReason("asked_recently", 11, 90)]))
    assert not same(before, told([NO]))
    assert not same(None, [])


@pytest.mark.parametrize(
    ("zone", "now", "night"),
    [
        ("UTC", "2031-06-02T03:59:59+00:00", "2031-06-02T04:00:00+00:00"),
        ("UTC", "2031-06-02T04:00:00+00:00", "2031-06-03T04:00:00+00:00"),
        ("Europe/Berlin", "2031-03-29T12:00:00+00:00", "2031-03-30T02:00:00+00:00"),
        ("Europe/Berlin", "2031-10-25T12:00:00+00:00", "2031-10-26T03:00:00+00:00"),
        ("America/Los_Angeles", "2031-06-02T03:00:00+00:00", "2031-06-02T11:00:00+00:00"),
    ],
)
def test_the_night_is_at_four_on_the_business_clock(zone: str, now: str, night: str) -> None:
    at = datetime.fromisoformat(now)

    assert next_night(at, _business(zone)) == datetime.fromisoformat(night)


def test_the_next_night_is_of_a_later_date_than_the_one_that_was() -> None:
    now = datetime(2031, 6, 2, 2, 0, tzinfo=UTC)

    night = next_night(now, _business("UTC"), after=date(2031, 6, 2))

    assert night == datetime(2031, 6, 3, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "morning"),
    [
        ("Asia/Tokyo", date(2031, 12, 31), "2031-12-31T00:00:00+00:00"),
        ("Europe/Berlin", date(2031, 3, 29), "2031-03-29T08:00:00+00:00"),
        ("Europe/Berlin", date(2031, 3, 30), "2031-03-30T07:00:00+00:00"),
        ("Europe/Berlin", date(2031, 10, 25), "2031-10-25T07:00:00+00:00"),
        ("Europe/Berlin", date(2031, 10, 26), "2031-10-26T08:00:00+00:00"),
    ],
)
def test_a_date_has_its_morning_on_the_business_clock(zone: str, day: date, morning: str) -> None:
    assert morning_of(day, _business(zone)) == datetime.fromisoformat(morning)


@pytest.mark.parametrize(
    ("zone", "last", "due", "overdue"),
    [
        ("UTC", "2026-08-31T12:00:00+00:00", date(2026, 12, 31), date(2027, 2, 28)),
        ("UTC", "2027-08-31T23:59:59+00:00", date(2027, 12, 31), date(2028, 2, 29)),
        # The last minutes of August in London are the first of September in Berlin.
        ("Europe/Berlin", "2026-08-31T22:30:00+00:00", date(2027, 1, 1), date(2027, 3, 1)),
        ("UTC", "2026-10-31T12:00:00+00:00", date(2027, 2, 28), date(2027, 4, 30)),
    ],
)
def test_r_ask_05_a_check_in_is_counted_in_months_of_the_business_calendar(
    zone: str, last: str, due: date, overdue: date
) -> None:
    business = _business(zone)

    check_in = check_in_after(datetime.fromisoformat(last), business)

    assert (check_in.due, check_in.overdue) == (due, overdue)
    days = possible_check_ins(datetime.fromisoformat(last), business)
    assert (check_in.earliest, due, overdue) == (days[0], days[1], days[-1])


def _business(zone: str) -> Business:
    return Business(
        business_id=UUID(int=1),
        mode="live",
        time_zone=zone,
        name="Harbor",
        locale="en",
        postal=None,
        from_email=None,
        from_name=None,
    )
