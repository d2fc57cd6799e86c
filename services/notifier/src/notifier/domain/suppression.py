"""Which suppressions keep which letters back."""

from collections.abc import Collection
from typing import Literal

OWED = frozenset(
    {
        "reward_choice",
        "reward_failed",
        "reward_failed_alert",
        "reward_needs_action",
        "reward_thank_you",
        "task",
        "welcome",
    }
)
"""Letters about what somebody is owed, or has to do, are no marketing: a gift code may be in them,
or the terms of what was promised."""


def ended_from(kind: str) -> Literal["all", "marketing"]:
    """The scope that one click in a letter of `kind` ends (R-MSG-09, whose tokens are of one list):
    out of an ask all that is not owed, and only out of a letter about what is owed that, too."""
    return "all" if kind in OWED else "marketing"


def is_suppressed(kind: str, scopes: Collection[str]) -> bool:
    """Whether an address with suppressions of these `scopes` may not get a letter of `kind`."""
    return "all" in scopes or (bool(scopes) and kind not in OWED)
