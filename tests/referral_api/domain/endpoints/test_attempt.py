"""What comes of an attempt: the schedule, and when an endpoint is told nothing more."""

from datetime import UTC, datetime, timedelta

import pytest

from goodword.jobs.backoff import MAX_ASKED_S
from referral_api.domain.endpoints.attempt import (
    JITTER,
    RETRY_AFTER_S,
    Answer,
    Verdict,
    decide,
    why_disabled,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TAKEN = Answer(204, None, "", 5)
REFUSED = Answer(500, "status", "", 5)
SILENT = Answer(None, "timeout", "", 15_000)
GONE = Answer(410, "status", "", 5)


def test_what_came_through_is_delivered():
    assert decide(TAKEN, 1, test=False, luck=0.5) == Verdict("delivered")


def test_it_is_tried_for_three_days_and_then_no_more():
    waits = [decide(SILENT, n, test=False, luck=0.0).wait_s for n in range(1, 10)]

    assert waits == [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 72_000]
    assert 71 * 3600 < sum(waits) < 73 * 3600
    assert decide(REFUSED, 10, test=False, luck=0.0) == Verdict("failed")


def test_what_failed_at_once_does_not_come_again_at_once():
    waits = {decide(REFUSED, 2, test=False, luck=luck).wait_s for luck in (0.0, 0.5, 1.0)}

    assert waits == {300.0, 330.0, 360.0}


def test_no_wait_is_longer_than_a_job_can_be_put_off():
    assert max(RETRY_AFTER_S) * (1 + JITTER) <= MAX_ASKED_S


def test_a_test_is_tried_once_and_who_is_gone_is_not_asked_again():
    assert decide(REFUSED, 1, test=True, luck=0.0) == Verdict("failed")
    assert decide(GONE, 1, test=False, luck=0.0) == Verdict("failed")


@pytest.mark.parametrize(
    ("answer", "failing", "why"),
    [
        (REFUSED, timedelta(0), None),
        (SILENT, timedelta(days=5, seconds=-1), None),
        (SILENT, timedelta(days=5), "failing"),
        (GONE, timedelta(0), "gone"),
    ],
)
def test_after_five_days_in_vain_or_at_its_own_word_nothing_more_is_told(answer, failing, why):
    assert why_disabled(answer, NOW - failing, NOW) == why
