"""What each occurrence does to a reward, transfer by transfer."""

import pytest
from tests.rewards_worker.domain.lives import ANA, Life, usd

from goodword.errors import RejectedError
from rewards_worker.domain.booking import apply, open_reward
from rewards_worker.domain.occurrences import (
    Decided,
    HoldEnded,
    Judged,
    PayoutIssued,
    PayoutOpened,
    PayoutRedeemed,
    PayoutRefused,
    PayoutReturned,
    Reattributed,
    SaleChanged,
)
from rewards_worker.domain.reward import RewardAction, RewardState

RELEASED = HoldEnded(1, RewardAction.APPROVE)
OPENED = PayoutOpened(1, "sandbox")
ISSUED = PayoutIssued(1)
FAILED = PayoutRefused(1, RewardAction.FAIL, "invalid_email")


def code_of(life, occurrence):
    """The code with which `occurrence` is refused, having changed nothing."""
    with pytest.raises(RejectedError) as caught:
        life(occurrence)
    return caught.value.code


def test_a_gift_of_story_a_is_paid_once_and_lowered_by_the_refund():
    life = Life("50.00")

    booked = life(SaleChanged(1, usd("37.48")), RELEASED, OPENED, ISSUED)

    assert booked == [
        ("adjust", 1, "pending", "program_expense", "12.52"),
        ("release", 1, "pending", "available", "37.48"),
        ("reserve", 1, "available", "clearing:sandbox", "37.48"),
        ("post", 1, "clearing:sandbox", "handed_over", "37.48"),
    ]
    assert life.state == "issued"
    assert life.balances == {"handed_over": "37.48"}
    assert life.standing.recovery is None


def test_what_is_earned_or_held_is_accrued_to_its_beneficiary():
    for state in (RewardState.PENDING, RewardState.IN_REVIEW):
        step = open_reward(ANA, usd("50.00"), state, sale_seq=4)

        [transfer] = step.transfers
        assert (transfer.kind, transfer.seq) == ("accrue", 0)
        assert (transfer.debit.owner, transfer.debit.kind) == ("business", "program_expense")
        assert (transfer.credit.owner, transfer.credit.kind) == (ANA, "pending")
        assert transfer.amount == usd("50.00")
        assert (step.standing.state, step.standing.sale_seq) == (state, 4)


def test_what_is_denied_at_birth_books_nothing():
    step = open_reward(ANA, usd("0"), RewardState.DENIED, reason="currency_differs")

    assert step.transfers == ()
    assert step.standing.reason == "currency_differs"


def test_nothing_can_be_earned_that_is_worth_nothing():
    with pytest.raises(ValueError, match="cannot be a reward"):
        open_reward(ANA, usd("0"), RewardState.PENDING)


def test_a_refund_of_everything_revokes_and_its_failure_brings_it_back_once():
    life = Life("50.00")
    life(RELEASED)

    gone = life(SaleChanged(1, usd("0")))

    assert gone == [("adjust", 1, "available", "program_expense", "50.00")]
    assert (life.state, life.standing.reason, life.balances) == ("revoked", "refunded", {})

    back = life(SaleChanged(2, usd("50.00")))

    assert back == [("reinstate", 2, "program_expense", "pending", "50.00")]
    assert (life.state, life.standing.reason, life.standing.hold_no) == ("pending", None, 2)
    assert life(SaleChanged(2, usd("50.00"))) == []
    assert life(RELEASED) == []
    assert life(HoldEnded(2, RewardAction.APPROVE)) == [
        ("release", 2, "pending", "available", "50.00")
    ]


def test_what_a_person_revoked_no_failed_refund_brings_back():
    life = Life("50.00")
    life(Decided(1, "revoke"), SaleChanged(1, usd("0")))

    assert life(SaleChanged(2, usd("50.00"))) == []
    assert (life.state, life.standing.reason, life.balances) == ("revoked", "decided", {})


def test_a_denial_for_being_refunded_is_not_a_revocation():
    life = Life("50.00")
    life(Judged(RewardAction.DENY, "refunded"))

    assert life(SaleChanged(1, usd("20.00"))) == []
    assert life.state == "denied"


def test_a_refund_after_the_value_is_out_is_to_be_got_back():
    life = Life("50.00")
    life(RELEASED, OPENED, ISSUED)

    booked = life(SaleChanged(1, usd("30.00")))

    assert booked == [("claim", 1, "receivable", "program_expense", "20.00")]
    assert life.state == "issued"
    assert life.balances == {"handed_over": "50.00", "receivable": "20.00"}
    assert life.standing.recovery == usd("20.00")

    assert life(SaleChanged(2, usd("45.00"))) == [
        ("unclaim", 2, "program_expense", "receivable", "15.00")
    ]
    assert life.standing.recovery == usd("5.00")


def test_a_claim_is_dropped_when_the_payout_proves_unpaid():
    life = Life("50.00")
    life(RELEASED, OPENED, SaleChanged(1, usd("30.00")))

    booked = life(FAILED)

    assert booked == [
        ("void", 1, "clearing:sandbox", "available", "50.00"),
        ("settle", 1, "available", "receivable", "20.00"),
    ]
    assert (life.state, life.standing.reason) == ("failed", "invalid_email")
    assert life.balances == {"available": "30.00"}
    assert life.standing.recovery is None


def test_a_claim_is_dropped_when_the_value_comes_back():
    life = Life("50.00")
    life(RELEASED, OPENED, ISSUED, SaleChanged(1, usd("30.00")))

    booked = life(PayoutReturned(1, "fraud_blocked"))

    assert booked == [
        ("return", 1, "handed_over", "available", "50.00"),
        ("settle", 1, "available", "receivable", "20.00"),
    ]
    assert (life.state, life.balances) == ("returned", {"available": "30.00"})


@pytest.mark.parametrize(
    "ending",
    [FAILED, PayoutRefused(1, RewardAction.REQUEUE), PayoutRefused(1, RewardAction.BOUNCE)],
)
def test_what_was_refunded_wholly_while_on_its_way_is_revoked_when_refused(ending):
    life = Life("50.00")
    life(RELEASED, OPENED, SaleChanged(1, usd("0")))
    assert life.state == "issuing"

    life(ending)

    assert (life.state, life.standing.reason, life.balances) == ("revoked", "refunded", {})


def test_what_fails_is_paid_by_a_new_generation_only():
    life = Life("50.00")
    life(RELEASED, OPENED, FAILED, Decided(1, "retry"))

    assert code_of(life, PayoutOpened(1, "sandbox")) == "other_generation"
    assert code_of(life, PayoutOpened(3, "sandbox")) == "other_generation"
    assert life(PayoutOpened(2, "sandbox"), PayoutIssued(2)) == [
        ("reserve", 2, "available", "clearing:sandbox", "50.00"),
        ("post", 2, "clearing:sandbox", "handed_over", "50.00"),
    ]


def test_a_payout_that_is_under_way_cannot_be_opened_revoked_or_retried():
    life = Life("50.00")
    life(RELEASED, OPENED)

    for occurrence in (
        PayoutOpened(2, "sandbox"),
        Decided(1, "revoke"),
        Decided(1, "retry"),
        Decided(1, "approve"),
        Judged(RewardAction.ASK),
    ):
        assert code_of(life, occurrence) == "illegal_transition"
    assert life.balances == {"clearing": "50.00"}


@pytest.mark.parametrize("late", [ISSUED, FAILED, PayoutReturned(1), PayoutRedeemed(1)])
def test_news_of_an_older_payout_are_refused(late):
    life = Life("50.00")
    life(RELEASED, OPENED, PayoutRefused(1, RewardAction.REQUEUE), PayoutOpened(2, "sandbox"))

    assert code_of(life, late) == "other_generation"
    assert life.balances == {"clearing": "50.00"}


def test_a_payout_is_issued_once():
    life = Life("50.00")
    life(RELEASED, OPENED, ISSUED)

    assert code_of(life, ISSUED) == "illegal_transition"
    assert code_of(life, FAILED) == "illegal_transition"
    assert life.balances == {"handed_over": "50.00"}


def test_recovering_settles_the_claim_and_leaves_the_expense():
    life = Life("50.00")
    life(RELEASED, OPENED, ISSUED, SaleChanged(1, usd("30.00")))

    booked = life(Decided(9, "recover"))

    assert booked == [("recover", 9, "handed_over", "receivable", "20.00")]
    assert (life.state, life.balances) == ("issued", {"handed_over": "30.00"})
    assert code_of(life, Decided(10, "recover")) == "nothing_to_recover"


def test_nothing_is_recovered_while_it_may_not_have_been_paid():
    life = Life("50.00")
    life(RELEASED, OPENED, SaleChanged(1, usd("30.00")))

    assert code_of(life, Decided(1, "recover")) == "nothing_to_recover"


def test_what_is_owed_again_after_a_recovery_is_available():
    life = Life("50.00")
    life(RELEASED, OPENED, ISSUED, SaleChanged(1, usd("30.00")), Decided(1, "recover"))

    booked = life(SaleChanged(2, usd("50.00")))

    assert booked == [("adjust", 2, "program_expense", "available", "20.00")]
    assert life.balances == {"available": "20.00", "handed_over": "30.00"}


def test_a_return_after_a_recovery_leaves_what_is_owed():
    life = Life("50.00")
    life(RELEASED, OPENED, ISSUED, SaleChanged(1, usd("30.00")), Decided(1, "recover"))

    life(PayoutReturned(1))

    assert (life.state, life.balances) == ("returned", {"available": "30.00"})


@pytest.mark.parametrize(
    ("taking", "kind", "state"),
    [
        (Decided(1, "deny"), "deny", "denied"),
        (Decided(1, "revoke"), "revoke", "revoked"),
        (Judged(RewardAction.REVOKE, "erased"), "revoke", "revoked"),
        (Reattributed(1, away=True), "revoke", "revoked"),
    ],
)
def test_what_is_taken_away_costs_nothing(taking, kind, state):
    life = Life("50.00")

    booked = life(taking)

    assert booked == [(kind, 1, "pending", "program_expense", "50.00")]
    assert (life.state, life.balances) == (state, {})


def test_a_choice_that_was_never_made_expires():
    life = Life("50.00")
    life(HoldEnded(1, RewardAction.ASK, "choice"))
    assert (life.state, life.standing.reason) == ("needs_action", "choice")
    assert life.balances == {"pending": "50.00"}

    booked = life(Judged(RewardAction.EXPIRE))

    assert booked == [("expire", 1, "pending", "program_expense", "50.00")]
    assert life.balances == {}


def test_what_is_approved_while_somebody_should_act_is_released():
    life = Life("50.00")
    life(HoldEnded(1, RewardAction.ASK, "choice"))

    assert life(Judged(RewardAction.APPROVE)) == [("release", 1, "pending", "available", "50.00")]


def test_what_is_reviewed_again_is_held_back_again():
    life = Life("50.00")
    life(RELEASED)

    booked = life(Judged(RewardAction.REVIEW, "fraud_review"), Decided(1, "approve"))

    assert booked == [
        ("hold", 2, "available", "pending", "50.00"),
        ("release", 2, "pending", "available", "50.00"),
    ]


def test_a_hold_after_a_review_needs_a_timer_of_its_own():
    life = Life("50.00")
    life(Judged(RewardAction.REVIEW), Judged(RewardAction.HOLD))

    assert life(RELEASED) == []
    assert (life.state, life.standing.hold_no) == ("pending", 3)


def test_a_denial_may_be_reconsidered_and_repeated():
    life = Life("50.00")

    booked = life(Decided(1, "deny"), Decided(2, "approve"), Decided(3, "deny"))

    assert booked == [
        ("deny", 1, "pending", "program_expense", "50.00"),
        ("reinstate", 2, "program_expense", "pending", "50.00"),
        ("deny", 2, "pending", "program_expense", "50.00"),
    ]


def test_a_denial_is_not_reconsidered_where_nothing_is_left():
    life = Life("50.00")
    life(Decided(1, "deny"), SaleChanged(1, usd("0")))

    assert code_of(life, Decided(2, "approve")) == "nothing_owed"
    assert life.state == "denied"


def test_a_sale_that_moves_away_and_back_takes_its_reward_along():
    life = Life("50.00")
    life(RELEASED, Reattributed(1, away=True), SaleChanged(2, usd("30.00")))
    assert (life.state, life.standing.reason, life.balances) == ("revoked", "reattributed", {})

    booked = life(Reattributed(3, away=False))

    assert booked == [("reinstate", 2, "program_expense", "pending", "30.00")]
    assert (life.state, life.standing.reason) == ("pending", None)


def test_a_failed_refund_brings_nothing_back_that_belongs_elsewhere():
    life = Life("50.00")
    life(SaleChanged(1, usd("0")), Reattributed(2, away=True))

    assert life(SaleChanged(3, usd("50.00"))) == []
    assert (life.state, life.balances) == ("revoked", {})


def test_what_comes_back_with_nothing_left_is_revoked_for_that():
    life = Life("50.00")
    life(Reattributed(1, away=True), SaleChanged(2, usd("0")), Reattributed(3, away=False))

    assert (life.state, life.standing.reason) == ("revoked", "refunded")


def test_a_sale_that_moves_away_leaves_what_is_being_paid():
    life = Life("50.00")
    life(RELEASED, OPENED)

    assert life(Reattributed(1, away=True)) == []
    assert life.state == "issuing"


def test_an_older_change_of_the_sale_changes_nothing():
    life = Life("50.00")
    life(SaleChanged(5, usd("30.00")))

    assert life(SaleChanged(4, usd("0")), Reattributed(4, away=True)) == []
    assert life.standing.amount == usd("30.00")


@pytest.mark.parametrize("owed", ["50.01", "-0.01"])
def test_more_than_was_earned_or_less_than_nothing_is_a_bug(owed):
    life = Life("50.00")

    with pytest.raises(ValueError, match="not between nothing"):
        apply(life.standing, SaleChanged(1, usd(owed)))


def test_what_is_redeemed_can_still_be_claimed_back():
    life = Life("50.00")
    life(RELEASED, OPENED, ISSUED, PayoutRedeemed(1))

    life(SaleChanged(1, usd("0")))

    assert (life.state, life.standing.recovery) == ("redeemed", usd("50.00"))
