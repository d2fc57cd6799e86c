import pytest

from notifier.domain.suppression import OWED, ended_from, is_suppressed


@pytest.mark.parametrize(
    ("kind", "scopes", "suppressed"),
    [
        ("reward_thank_you", set(), False),
        ("reward_thank_you", {"marketing"}, False),
        ("reward_thank_you", {"all"}, True),
        ("reward_needs_action", {"marketing", "all"}, True),
        ("ask", {"marketing"}, True),
        ("ask", set(), False),
    ],
)
def test_a_letter_is_kept_back_by_the_scopes_that_cover_it(
    kind: str, scopes: set[str], suppressed: bool
) -> None:
    assert is_suppressed(kind, scopes) is suppressed


@pytest.mark.parametrize(
    "kind",
    ["referral_ask", "introduction_request", "introduction_reminder", "introduction_draft", "new"],
)
def test_r_msg_09_one_click_in_an_ask_ends_asks_and_no_letter_that_is_owed(kind: str) -> None:
    ended = {ended_from(kind)}

    assert ended == {"marketing"}
    assert is_suppressed(kind, ended)
    assert [owed for owed in OWED if is_suppressed(owed, ended)] == []


@pytest.mark.parametrize("kind", sorted(OWED))
def test_r_msg_09_one_click_in_a_letter_that_is_owed_ends_them_all(kind: str) -> None:
    ended = {ended_from(kind)}

    assert ended == {"all"}
    assert is_suppressed(kind, ended)
