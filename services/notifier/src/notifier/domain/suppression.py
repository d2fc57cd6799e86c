"""Which suppressions keep which letters back."""

from collections.abc import Collection

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


def is_suppressed(kind: str, scopes: Collection[str]) -> bool:
    """Whether an address with suppressions of these `scopes` may not get a letter of `kind`."""
    return "all" in scopes or (bool(scopes) and kind not in OWED)
