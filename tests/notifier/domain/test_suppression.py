import pytest

from notifier.domain.suppression import is_suppressed


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
