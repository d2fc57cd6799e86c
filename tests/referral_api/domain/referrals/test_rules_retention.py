"""R-MSG-13: how long a prospect is known, to the second."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from referral_api.domain.referrals.retention import all_kept_until, kept_until

NAMED = datetime(2031, 3, 15, 9, 30, tzinfo=UTC)
IN_30_DAYS = datetime(2031, 4, 14, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def steps(*taken: tuple[str, int]) -> list[dict[str, Any]]:
    """A name, and steps so many days after it."""
    after = [{"status": to, "at": (NAMED + days * DAY).isoformat()} for to, days in taken]
    return [{"status": "named", "at": NAMED.isoformat()}, *after]


@pytest.mark.parametrize(
    ("taken", "until"),
    [
        ((), IN_30_DAYS),
        ((("introduction_requested", 0),), IN_30_DAYS),
        ((("introduction_requested", 20),), IN_30_DAYS),
        ((("introduction_requested", 0), ("declined", 10)), IN_30_DAYS),
        ((("introduction_requested", 0), ("expired", 30)), IN_30_DAYS),
        ((("lost", 2),), IN_30_DAYS),
        ((("withdrawn", 3),), NAMED + 3 * DAY),
        ((("introduced", 3), ("withdrawn", 4)), NAMED + 4 * DAY),
        ((("introduction_requested", 0), ("permission_given", 1)), None),
        ((("introduced", 3),), None),
        ((("contacted", 3),), None),
        ((("introduced", 3), ("qualified", 9)), None),
        ((("introduced", 3), ("won", 9)), None),
        ((("introduced", 3), ("lost", 29)), datetime(2032, 4, 13, 9, 30, tzinfo=UTC)),
        ((("permission_given", 3), ("declined", 4)), datetime(2032, 3, 19, 9, 30, tzinfo=UTC)),
        ((("introduced", 3), ("expired", 28)), datetime(2032, 4, 12, 9, 30, tzinfo=UTC)),
        ((("introduced", 3), ("lost", 9), ("introduction_requested", 10)), None),
    ],
)
def test_r_msg_13_a_referral_lets_us_know_its_prospect_until(
    taken: tuple[tuple[str, int], ...], until: datetime | None
) -> None:
    all_steps = steps(*taken)

    assert kept_until(all_steps[-1]["status"], all_steps) == until


def test_r_msg_13_a_year_after_the_29th_of_february_is_the_28th() -> None:
    lost = [
        {"status": "introduced", "at": "2032-02-01T00:00:00+00:00"},
        {"status": "lost", "at": "2032-02-29T23:59:59+00:00"},
    ]

    assert kept_until("lost", lost) == datetime(2033, 2, 28, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("named", "due"),
    [
        ("2031-01-31T09:30:00+00:00", datetime(2031, 2, 28, 9, 30, tzinfo=UTC)),
        ("2032-01-31T09:30:00+00:00", datetime(2032, 2, 29, 9, 30, tzinfo=UTC)),
        ("2031-02-01T00:00:00+00:00", datetime(2031, 3, 1, tzinfo=UTC)),
        ("2031-04-01T00:00:00+00:00", datetime(2031, 5, 1, tzinfo=UTC)),
        ("2031-05-01T00:00:00+00:00", datetime(2031, 5, 31, tzinfo=UTC)),
    ],
)
def test_r_msg_11_nobody_is_known_for_longer_than_a_month_without_a_word_of_their_own(
    named: str, due: datetime
) -> None:
    """The notice is overdue then, and what is overdue is erased: 31 January is due 28 February."""
    assert kept_until("named", [{"status": "named", "at": named}]) == due


def referral(*taken: tuple[str, int]) -> Any:
    all_steps = steps(*taken)
    return SimpleNamespace(status=all_steps[-1]["status"], steps=all_steps)


@pytest.mark.parametrize(
    ("referrals", "until"),
    [
        ([], None),
        ([referral()], IN_30_DAYS),
        ([referral(), referral(("introduced", 1))], None),
        ([referral(("withdrawn", 1)), referral()], IN_30_DAYS),
        ([referral(("withdrawn", 1)), referral(("withdrawn", 2))], NAMED + 2 * DAY),
    ],
)
def test_r_msg_13_each_referral_is_a_reason_of_its_own(
    referrals: list[Any], until: datetime | None
) -> None:
    assert all_kept_until(referrals) == until
