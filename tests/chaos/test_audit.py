"""What the audit lets pass, and what it does not: else a storm would prove nothing."""

import pytest
from tests.chaos.audit import NEVER, allowed, same

REFUSED = {"<b@shop>"}


@pytest.mark.parametrize(
    ("state", "lost", "reason", "message_id", "copies"),
    [
        ("sent", 0, None, "a@shop", (1, 1)),
        ("sent", 1, None, "a@shop", (1, 2)),
        ("unconfirmed", 2, "no_answer", "a@shop", (0, 2)),
        ("failed", 0, "mail_refused", "b@shop", (0, 0)),
        ("failed", 0, "mail_refused", "a@shop", NEVER),
        ("failed", 0, "task_done", None, (0, 0)),
        ("failed", 0, "no_address", None, NEVER),
        ("suppressed", 0, "suppressed", None, NEVER),
        ("pending", 0, None, None, NEVER),
        ("sending", 0, None, "a@shop", NEVER),
        ("unanswered", 1, None, "a@shop", NEVER),
    ],
)
def test_a_letter_left_once_or_its_lost_answer_explains_why_not(
    state, lost, reason, message_id, copies
):
    row = {"state": state, "lost": lost, "reason": reason, "header_message_id": message_id}

    assert allowed(row, REFUSED) == copies


def test_what_is_lost_what_is_too_much_and_what_is_there_twice_is_told():
    assert same("sales", ["1", "2"], ["2", "1"]) == []
    assert same("sales", ["1", "2"], ["1"]) == ["sales: 1 lost, 0 too many, such as ['2']"]
    assert same("sales", ["1"], ["1", "1"]) == ["sales: 0 lost, 1 too many, such as ['1']"]
    assert same("sales", ["1"], ["2"]) == ["sales: 1 lost, 1 too many, such as ['1', '2']"]
