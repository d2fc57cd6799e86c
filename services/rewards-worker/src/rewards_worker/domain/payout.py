"""The states of a payout: one attempt chain to hand a reward over through a provider."""

from collections.abc import Mapping
from enum import StrEnum

from rewards_worker.domain.reward import RewardState
from rewards_worker.domain.transition import step


class PayoutState(StrEnum):
    """Where a payout stands, as far as we know."""

    SUBMITTING = "submitting"
    ACCEPTED = "accepted"
    HELD = "held"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    CANCELED = "canceled"
    ISSUED = "issued"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery_failed"
    REDEEMED = "redeemed"
    RETURNED = "returned"
    EXPIRED = "expired"


class PayoutAction(StrEnum):
    """What the provider said of it, or that it said nothing (`lose_track`)."""

    ACCEPT = "accept"
    HOLD = "hold"
    LOSE_TRACK = "lose_track"
    REJECT = "reject"
    CANCEL = "cancel"
    ISSUE = "issue"
    DELIVER = "deliver"
    FAIL_DELIVERY = "fail_delivery"
    REDEEM = "redeem"
    RETURN = "return"
    EXPIRE = "expire"


S, A = PayoutState, PayoutAction

MOVES: Mapping[tuple[PayoutState, PayoutAction], PayoutState] = {
    (S.SUBMITTING, A.ACCEPT): S.ACCEPTED,
    (S.SUBMITTING, A.HOLD): S.HELD,
    (S.SUBMITTING, A.LOSE_TRACK): S.UNKNOWN,
    (S.SUBMITTING, A.REJECT): S.REJECTED,
    # A provider that answers at once has accepted and issued in one word.
    (S.SUBMITTING, A.ISSUE): S.ISSUED,
    (S.SUBMITTING, A.CANCEL): S.CANCELED,
    (S.UNKNOWN, A.ACCEPT): S.ACCEPTED,
    (S.UNKNOWN, A.HOLD): S.HELD,
    (S.UNKNOWN, A.REJECT): S.REJECTED,
    (S.UNKNOWN, A.ISSUE): S.ISSUED,
    (S.UNKNOWN, A.CANCEL): S.CANCELED,
    (S.ACCEPTED, A.HOLD): S.HELD,
    (S.ACCEPTED, A.ISSUE): S.ISSUED,
    (S.ACCEPTED, A.REJECT): S.REJECTED,
    (S.ACCEPTED, A.CANCEL): S.CANCELED,
    (S.HELD, A.ACCEPT): S.ACCEPTED,
    (S.HELD, A.ISSUE): S.ISSUED,
    (S.HELD, A.REJECT): S.REJECTED,
    (S.HELD, A.CANCEL): S.CANCELED,
    # Held for want of funds and sent again, the answer lost: nobody knows any more.
    (S.HELD, A.LOSE_TRACK): S.UNKNOWN,
    # An attempt that was frozen can still make what a later one was refused.
    (S.REJECTED, A.ISSUE): S.ISSUED,
    (S.CANCELED, A.ISSUE): S.ISSUED,
    (S.ISSUED, A.DELIVER): S.DELIVERED,
    (S.ISSUED, A.FAIL_DELIVERY): S.DELIVERY_FAILED,
    # Delivery is reported by whoever delivers, and a report can be lost.
    (S.ISSUED, A.REDEEM): S.REDEEMED,
    (S.ISSUED, A.RETURN): S.RETURNED,
    (S.ISSUED, A.EXPIRE): S.EXPIRED,
    (S.DELIVERED, A.REDEEM): S.REDEEMED,
    (S.DELIVERED, A.RETURN): S.RETURNED,
    (S.DELIVERED, A.EXPIRE): S.EXPIRED,
    (S.DELIVERY_FAILED, A.DELIVER): S.DELIVERED,
    (S.DELIVERY_FAILED, A.REDEEM): S.REDEEMED,
    (S.DELIVERY_FAILED, A.RETURN): S.RETURNED,
    (S.DELIVERY_FAILED, A.EXPIRE): S.EXPIRED,
    # Some providers give back what ran out.
    (S.EXPIRED, A.RETURN): S.RETURNED,
    # Used on its last day, and told after that.
    (S.EXPIRED, A.REDEEM): S.REDEEMED,
}

OPEN = frozenset({S.SUBMITTING, S.ACCEPTED, S.HELD, S.UNKNOWN})
"""Its end is not known yet."""

REFUSED = frozenset({S.REJECTED, S.CANCELED})

OUT = frozenset({S.ISSUED, S.DELIVERED, S.DELIVERY_FAILED, S.EXPIRED})
"""The value is out, and more may be heard of it."""

CLOSED = REFUSED | {S.RETURNED}
"""The provider's own word that no value is out: only then may a new generation be opened, and not
while a person has to look at it."""

REWARD_STATES: Mapping[PayoutState, RewardState] = {
    S.SUBMITTING: RewardState.ISSUING,
    S.ACCEPTED: RewardState.ISSUING,
    S.HELD: RewardState.ISSUING,
    S.UNKNOWN: RewardState.ISSUING,
    S.REJECTED: RewardState.FAILED,
    S.CANCELED: RewardState.FAILED,
    S.ISSUED: RewardState.ISSUED,
    S.DELIVERED: RewardState.ISSUED,
    S.DELIVERY_FAILED: RewardState.ISSUED,
    S.REDEEMED: RewardState.REDEEMED,
    S.RETURNED: RewardState.RETURNED,
    S.EXPIRED: RewardState.ISSUED,
}
"""What a payout's state makes of its reward. After a refusal a retry by itself makes `approved`
instead, and what a person can mend `needs_action`."""


def move(state: PayoutState, action: PayoutAction) -> PayoutState:
    """The state after `action`; RejectedError `illegal_transition` with `current`, `allowed`."""
    return step(MOVES, state, action)
