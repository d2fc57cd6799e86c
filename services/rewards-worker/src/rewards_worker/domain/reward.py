"""The states of a reward: what is owed to one beneficiary for one cause under one rule."""

from collections.abc import Mapping
from enum import StrEnum

from rewards_worker.domain.transition import step


class RewardState(StrEnum):
    """Where a reward stands."""

    PENDING = "pending"
    IN_REVIEW = "in_review"
    NEEDS_ACTION = "needs_action"
    APPROVED = "approved"
    ISSUING = "issuing"
    ISSUED = "issued"
    RETURNED = "returned"
    FAILED = "failed"
    DENIED = "denied"
    REVOKED = "revoked"
    REDEEMED = "redeemed"
    EXPIRED = "expired"


class RewardAction(StrEnum):
    """What can happen to a reward.

    `bounce`, `fail` and `requeue` are the three ends of a payout that the provider refused: money
    moves back with them, so no decision is named like them. `reconsider` is a person's only.
    `block` and `issue_late` are for money that may be, or is, out though it was refused.
    """

    HOLD = "hold"
    REVIEW = "review"
    ASK = "ask"
    APPROVE = "approve"
    DENY = "deny"
    REVOKE = "revoke"
    REINSTATE = "reinstate"
    EXPIRE = "expire"
    PAY = "pay"
    ISSUE = "issue"
    BOUNCE = "bounce"
    FAIL = "fail"
    REQUEUE = "requeue"
    REDEEM = "redeem"
    RETURN = "return"
    RETRY = "retry"
    RECONSIDER = "reconsider"
    BLOCK = "block"
    ISSUE_LATE = "issue_late"


S, A = RewardState, RewardAction

MOVES: Mapping[tuple[RewardState, RewardAction], RewardState] = {
    (S.PENDING, A.APPROVE): S.APPROVED,
    (S.PENDING, A.REVIEW): S.IN_REVIEW,
    (S.PENDING, A.DENY): S.DENIED,
    (S.PENDING, A.REVOKE): S.REVOKED,
    (S.PENDING, A.ASK): S.NEEDS_ACTION,
    (S.IN_REVIEW, A.HOLD): S.PENDING,
    (S.IN_REVIEW, A.APPROVE): S.APPROVED,
    (S.IN_REVIEW, A.DENY): S.DENIED,
    (S.IN_REVIEW, A.REVOKE): S.REVOKED,
    # Something else is missing now.
    (S.NEEDS_ACTION, A.ASK): S.NEEDS_ACTION,
    (S.NEEDS_ACTION, A.APPROVE): S.APPROVED,
    (S.NEEDS_ACTION, A.EXPIRE): S.EXPIRED,
    (S.NEEDS_ACTION, A.REVOKE): S.REVOKED,
    (S.APPROVED, A.PAY): S.ISSUING,
    (S.APPROVED, A.REVIEW): S.IN_REVIEW,
    (S.APPROVED, A.REVOKE): S.REVOKED,
    # Money of an earlier payout may be out after all: it may not be paid again.
    (S.APPROVED, A.BLOCK): S.FAILED,
    (S.ISSUING, A.ISSUE): S.ISSUED,
    (S.ISSUING, A.BOUNCE): S.NEEDS_ACTION,
    (S.ISSUING, A.FAIL): S.FAILED,
    (S.ISSUING, A.REQUEUE): S.APPROVED,
    (S.ISSUED, A.REDEEM): S.REDEEMED,
    (S.ISSUED, A.RETURN): S.RETURNED,
    (S.RETURNED, A.RETRY): S.APPROVED,
    (S.RETURNED, A.REVOKE): S.REVOKED,
    # The success came after the refusal.
    (S.FAILED, A.ISSUE_LATE): S.ISSUED,
    (S.FAILED, A.RETRY): S.APPROVED,
    (S.FAILED, A.REVOKE): S.REVOKED,
    (S.DENIED, A.RECONSIDER): S.IN_REVIEW,
    (S.REVOKED, A.REINSTATE): S.PENDING,
}

UNPAID = frozenset({S.PENDING, S.IN_REVIEW, S.NEEDS_ACTION, S.APPROVED, S.FAILED, S.RETURNED})
"""Owed, and nothing of it is out or may be out: a refund simply lowers it."""

HANDED_OVER = frozenset({S.ISSUED, S.REDEEMED})
"""The value is out: a refund must be got back."""

NOT_OWED = frozenset({S.DENIED, S.REVOKED, S.EXPIRED})


def move(state: RewardState, action: RewardAction) -> RewardState:
    """The state after `action`; RejectedError `illegal_transition` with `current`, `allowed`."""
    return step(MOVES, state, action)
