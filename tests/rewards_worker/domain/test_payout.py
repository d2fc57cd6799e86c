"""The states of a payout, against what the API promises and what guards the money."""

import pytest

from goodword.errors import RejectedError
from rewards_worker.domain.payout import (
    CLOSED,
    MOVES,
    REFUSED,
    REWARD_STATES,
    PayoutAction,
    PayoutState,
    move,
)

REACHABLE = {
    "submitting": "accepted held unknown rejected issued canceled",
    "accepted": "held issued rejected canceled",
    "held": "accepted unknown issued rejected canceled",
    "unknown": "accepted held rejected issued canceled",
    "issued": "delivered delivery_failed redeemed returned expired",
    "delivered": "redeemed returned expired",
    "delivery_failed": "delivered redeemed returned expired",
    "rejected": "issued",
    "canceled": "issued",
    "redeemed": "",
    "returned": "",
    "expired": "returned redeemed",
}
PROMISED_REWARD = {
    "submitting": "issuing",
    "accepted": "issuing",
    "held": "issuing",
    "unknown": "issuing",
    "rejected": "failed",
    "canceled": "failed",
    "issued": "issued",
    "delivered": "issued",
    "delivery_failed": "issued",
    "redeemed": "redeemed",
    "returned": "returned",
    "expired": "issued",
}


@pytest.mark.parametrize(("state", "following"), REACHABLE.items())
def test_a_payout_moves_only_as_promised(state, following):
    reachable = {after for (before, _), after in MOVES.items() if before == state}

    assert reachable == set(following.split())


def test_each_state_says_where_its_reward_is():
    assert dict(REWARD_STATES) == PROMISED_REWARD
    assert {*REWARD_STATES} == {*REACHABLE} == {*PayoutState}


def test_only_the_providers_own_word_closes_a_payout():
    assert {*CLOSED} == {"rejected", "canceled", "returned"}


@pytest.mark.parametrize("state", CLOSED)
@pytest.mark.parametrize("action", {*PayoutAction} - {PayoutAction.ISSUE})
def test_a_closed_payout_comes_back_by_a_late_success_only(state, action):
    with pytest.raises(RejectedError) as caught:
        move(state, action)

    assert caught.value.code == "illegal_transition"
    assert caught.value.extra == {"current": str(state), "allowed": ["issued"] * (state in REFUSED)}


def test_what_is_unknown_fails_only_by_the_providers_word():
    assert move(PayoutState.UNKNOWN, PayoutAction.REJECT) is PayoutState.REJECTED
    with pytest.raises(RejectedError):
        move(PayoutState.UNKNOWN, PayoutAction.RETURN)
