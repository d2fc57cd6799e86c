"""The first open moment, against a reader who looks at the wall every minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goodword.letters.hours import DEFAULT, LOOK_AHEAD, MailHours, next_open

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ZONES = [
    BERLIN,
    NEW_YORK,
    *map(
        ZoneInfo,
        (
            "Australia/Lord_Howe",  # jumps by half an hour
            "America/Santiago",  # jumps at midnight
            "Asia/Kathmandu",  # +05:45
            "Africa/Casablanca",  # jumps around Ramadan
            "Pacific/Honolulu",
            "UTC",
        ),
    ),
]
MINUTE = timedelta(minutes=1)
JUMPS = [
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # Berlin: 02:00 becomes 03:00
    datetime(2026, 10, 25, 0, 15, tzinfo=UTC),  # Berlin: 03:00 becomes 02:00
    datetime(2026, 3, 8, 6, 50, tzinfo=UTC),  # New York
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2026, 4, 5, 3, 0, tzinfo=UTC),  # Santiago
    datetime(2026, 4, 4, 14, 45, tzinfo=UTC),  # Lord Howe
]
near_a_jump = st.builds(
    lambda jump, minutes: jump + minutes * MINUTE, st.sampled_from(JUMPS), st.integers(-600, 600)
)
any_time = st.integers(0, 15 * 366 * 1440).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + minutes * MINUTE
)
all_hours = st.builds(
    lambda pair: MailHours(min(pair), max(pair)),
    st.tuples(st.integers(0, 1440), st.integers(0, 1440)).filter(lambda pair: pair[0] != pair[1]),
)


def by_looking(at: datetime, hours: MailHours, zones: list[ZoneInfo]) -> datetime | None:
    def opened(moment: datetime) -> bool:
        return all(hours.are_open(moment, zone) for zone in zones)

    if opened(at):
        return at
    moment = at.replace(second=0, microsecond=0)
    while not opened(moment := moment + MINUTE):
        if moment > at + LOOK_AHEAD:
            return None
    return moment


@settings(max_examples=150, deadline=None)
@given(
    at=any_time | near_a_jump,
    hours=all_hours,
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=3),
)
@example(at=JUMPS[0], hours=MailHours(150, 160), zones=[BERLIN])  # 02:30 never comes
@example(at=JUMPS[1], hours=MailHours(135, 150), zones=[BERLIN])  # 02:15 comes twice
@example(at=datetime(2026, 10, 25, 0, 45, tzinfo=UTC), hours=MailHours(0, 160), zones=[BERLIN])
def test_the_first_open_moment_is_the_one_that_looking_finds(at, hours, zones):
    found = next_open(at, hours, zones)

    assert found == by_looking(at, hours, zones)
    if found is not None:
        assert all(hours.are_open(found, zone) for zone in zones)
        assert found >= at


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-06-01T03:00", "2026-06-01T06:00"),  # 5:00 in Berlin: at eight
        ("2026-06-01T06:00", "2026-06-01T06:00"),  # eight sharp
        ("2026-06-01T17:59", "2026-06-01T17:59"),  # 19:59
        ("2026-06-01T18:00", "2026-06-02T06:00"),  # 20:00: tomorrow
        ("2026-03-28T19:00", "2026-03-29T06:00"),  # the night is an hour shorter
        ("2026-10-24T18:00", "2026-10-25T07:00"),  # and an hour longer
    ],
)
def test_the_default_is_eight_to_eight(at, opens):
    found = next_open(_at(at), MailHours(*DEFAULT), [BERLIN])

    assert found == _at(opens)


def test_an_opening_in_the_hour_that_never_comes_is_the_moment_after_it():
    hours = MailHours.read({"mail_hours": {"opens": "02:30", "closes": "20:00"}})

    assert next_open(_at("2026-03-28T23:00"), hours, [BERLIN]) == _at("2026-03-29T01:00")


def test_an_opening_that_comes_twice_is_the_first_of_them():
    hours = MailHours.read({"mail_hours": {"opens": "02:30", "closes": "20:00"}})

    assert next_open(_at("2026-10-24T23:00"), hours, [BERLIN]) == _at("2026-10-25T00:30")
    # At 02:10 by the second count the wall was past 02:30 once already, and shows it again.
    assert next_open(_at("2026-10-25T01:10"), hours, [BERLIN]) == _at("2026-10-25T01:30")


def test_several_zones_are_open_only_when_all_are():
    found = next_open(_at("2026-06-01T12:30"), MailHours(*DEFAULT), [NEW_YORK, ZONES[6]])

    assert found == _at("2026-06-01T18:00")  # eight in Honolulu, two in New York


def test_zones_without_a_common_open_moment_have_none():
    hours = MailHours.read({"mail_hours": {"opens": "08:00", "closes": "09:00"}})

    assert next_open(_at("2026-06-01T12:30"), hours, [BERLIN, NEW_YORK]) is None


@pytest.mark.parametrize(
    "said",
    [
        None,
        "always",
        {},
        {"opens": "08:00"},
        {"opens": "20:00", "closes": "08:00"},
        {"opens": "a:b", "closes": "c:d"},
        {"opens": 8, "closes": 20},
        {"opens": "00:00", "closes": "99:00"},
    ],
)
def test_hours_that_are_none_are_the_default(said):
    assert MailHours.read({"mail_hours": said}) == MailHours(*DEFAULT)


def test_the_whole_day_is_always_open():
    hours = MailHours.read({"mail_hours": {"opens": "00:00", "closes": "24:00"}})

    assert all(hours.are_open(_at("2026-06-01T00:00") + h * 60 * MINUTE, BERLIN) for h in range(48))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def test_where_weekends_are_quiet_friday_evening_waits_for_monday_morning_in_every_zone() -> None:
    hours = MailHours(8 * 60, 20 * 60, weekends=False)
    zones = [ZoneInfo("Pacific/Honolulu"), ZoneInfo("America/New_York")]
    friday = datetime(2031, 6, 6, 20, tzinfo=ZoneInfo("Pacific/Honolulu"))

    opens = next_open(friday, hours, zones)

    assert opens == datetime(2031, 6, 9, 8, tzinfo=ZoneInfo("Pacific/Honolulu"))
    assert hours.are_open(datetime(2031, 6, 7, 12, tzinfo=UTC), ZoneInfo("UTC")) is False
    assert MailHours.read({"mail_hours": {"opens": "08:00", "closes": "20:00"}}).weekends is True
