import pytest

from notifier.domain.bounce import is_fault_of_address
from notifier.domain.message import MessageState, Standing, bounce


@pytest.mark.parametrize("state", ["pending", "failed", "suppressed"])
def test_what_never_left_cannot_come_back(state):
    assert bounce(Standing(state=MessageState(state))) is None


@pytest.mark.parametrize("state", ["sending", "unanswered", "sent", "unconfirmed"])
def test_what_may_have_left_can(state):
    came_back = bounce(Standing(state=MessageState(state), turn=2, lost=1))

    assert came_back == Standing(state=MessageState.FAILED, turn=2, lost=1, reason="bounced")


def test_only_a_word_without_doubt_is_the_addresss_fault():
    assert is_fault_of_address("5.1.1")
    assert not any(map(is_fault_of_address, [None, "", "5.2.2", "4.1.1", "5.7.1", "5.1.0"]))
