"""The states of a reward, against the table that the API promises."""

from itertools import product

import pytest

from goodword.errors import Kind, RejectedError
from rewards_worker.domain.reward import MOVES, RewardAction, RewardState, move

PROMISED = {
    "pending": "approved in_review denied revoked needs_action",
    "in_review": "pending approved denied revoked",
    "needs_action": "needs_action approved expired revoked",
    "approved": "issuing in_review revoked failed",
    "issuing": "issued needs_action failed approved",
    "issued": "redeemed returned",
    "returned": "approved revoked",
    "failed": "approved revoked issued",
    "denied": "in_review",
    "revoked": "pending",
    "redeemed": "",
    "expired": "",
}
ILLEGAL = sorted({*product(RewardState, RewardAction)} - {*MOVES})


@pytest.mark.parametrize(("state", "following"), PROMISED.items())
def test_a_reward_moves_only_as_promised(state, following):
    reachable = {after for (before, _), after in MOVES.items() if before == state}

    assert reachable == set(following.split())


def test_every_state_is_promised():
    assert {*PROMISED} == {*RewardState}


@pytest.mark.parametrize(("state", "action"), ILLEGAL)
def test_any_other_move_is_refused_with_what_is_allowed(state, action):
    with pytest.raises(RejectedError) as caught:
        move(state, action)

    assert caught.value.code == "illegal_transition"
    assert caught.value.kind is Kind.CONFLICT
    assert caught.value.extra == {
        "current": str(state),
        "allowed": sorted(PROMISED[state].split()),
    }


def test_the_refusal_says_what_can_be_done():
    with pytest.raises(RejectedError) as caught:
        move(RewardState.ISSUED, RewardAction.REVOKE)

    assert caught.value.detail == (
        "What is issued cannot revoke; it can only become redeemed, returned."
    )
