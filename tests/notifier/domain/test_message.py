from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.domain.message import (
    GIVE_UP_AFTER,
    MAX_LOST,
    MessageState,
    Outcome,
    Standing,
    claim,
    close,
    is_too_old,
    refuse,
)

NEW = Standing(state=MessageState.PENDING)


def test_a_mail_that_is_taken_is_sent() -> None:
    claimed = claim(NEW)

    assert claimed == Standing(state=MessageState.SENDING, turn=1)
    assert close(claimed, 1, Outcome.TAKEN, None) == Standing(state=MessageState.SENT, turn=1)


def test_a_refusal_before_anything_left_is_final() -> None:
    after = close(claim(NEW), 1, Outcome.REFUSED, "recipient_refused")

    assert after == Standing(state=MessageState.FAILED, turn=1, reason="recipient_refused")


def test_a_mail_that_cannot_leave_now_is_as_before_however_often() -> None:
    standing = NEW
    for turn in range(1, 20):
        closed = close(claim(standing), turn, Outcome.NOT_NOW, None)
        assert closed is not None
        standing = closed

    assert standing == Standing(state=MessageState.PENDING, turn=19)


def test_a_lost_answer_is_repeated_once_and_then_nobody_knows() -> None:
    first = close(claim(NEW), 1, Outcome.LOST, None)
    assert first == Standing(state=MessageState.UNANSWERED, turn=1, lost=1)

    again = claim(first)
    assert again == Standing(state=MessageState.SENDING, turn=2, lost=1)

    assert close(again, 2, Outcome.LOST, None) == Standing(
        state=MessageState.UNCONFIRMED, turn=2, lost=2, reason="no_answer"
    )


def test_a_claim_that_was_never_closed_counts_as_a_lost_answer() -> None:
    again = claim(claim(NEW))
    assert again == Standing(state=MessageState.SENDING, turn=2, lost=1)

    assert claim(again) == Standing(
        state=MessageState.UNCONFIRMED, turn=2, lost=2, reason="no_answer"
    )


@pytest.mark.parametrize("reason", ["recipient_refused", "suppressed"])
def test_a_refused_repeat_does_not_prove_that_the_first_never_left(reason: str) -> None:
    repeat = claim(claim(NEW))

    assert refuse(repeat, reason) == Standing(
        state=MessageState.UNCONFIRMED, turn=2, lost=1, reason=reason
    )


def test_a_suppressed_address_is_its_own_end() -> None:
    assert refuse(claim(NEW), "suppressed").state is MessageState.SUPPRESSED


@pytest.mark.parametrize("late", [Outcome.REFUSED, Outcome.NOT_NOW, Outcome.LOST])
def test_a_late_answer_cannot_speak_for_a_later_claim(late: Outcome) -> None:
    second = claim(claim(NEW))

    assert close(second, 1, late, "recipient_refused") is None


def test_whoever_knows_that_the_mail_was_taken_is_right_however_late() -> None:
    second = claim(claim(NEW))

    after = close(second, 1, Outcome.TAKEN, None)

    assert after == Standing(state=MessageState.SENT, turn=2, lost=1)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("state", ["sent", "failed", "suppressed", "unconfirmed"])
def test_what_is_final_stays(state: str, outcome: Outcome) -> None:
    done = Standing(state=MessageState(state), turn=1)

    assert close(done, 1, outcome, None) is None


def test_a_mail_server_is_waited_for_three_days() -> None:
    opened = datetime(2026, 3, 1, tzinfo=UTC)

    assert not is_too_old(opened, opened + GIVE_UP_AFTER - timedelta(seconds=1))
    assert is_too_old(opened, opened + GIVE_UP_AFTER)


LIVES = st.lists(st.sampled_from([*Outcome, None]), max_size=30)


@given(LIVES)
def test_whatever_happens_a_mail_leaves_twice_at_the_most(life: list[Outcome | None]) -> None:
    """None is a claim that is never closed."""
    standing, left = NEW, 0
    for outcome in life:
        if standing.is_final:
            break
        standing = claim(standing)
        if standing.is_final:
            break
        left += outcome not in (Outcome.REFUSED, Outcome.NOT_NOW)
        if outcome is not None:
            closed = close(standing, standing.turn, outcome, None)
            assert closed is not None
            standing = closed

    assert left <= MAX_LOST
    assert standing.state is not MessageState.SENT or left >= 1
    assert standing.state is not MessageState.FAILED or left == 0
