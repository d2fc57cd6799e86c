"""How a referral moves: forward only. What a source says is kept without effect where a move is not
allowed; what a caller asks is refused."""

from collections.abc import Mapping
from typing import Final

from goodword.errors import Kind, RejectedError
from referral_api.domain.referrals.referral import ReferralStatus

MOVES: Final[Mapping[ReferralStatus, tuple[ReferralStatus, ...]]] = {
    "named": (
        "introduction_requested",
        "introduced",
        "contacted",
        "qualified",
        "won",
        "lost",
        "withdrawn",
        "expired",
    ),
    "introduction_requested": (
        "permission_given",
        "introduced",
        "declined",
        "contacted",
        "won",
        "lost",
        "withdrawn",
        "expired",
    ),
    "permission_given": ("introduced", "declined", "won", "lost", "withdrawn", "expired"),
    "introduced": ("contacted", "qualified", "won", "lost", "withdrawn", "expired"),
    "contacted": ("qualified", "won", "lost", "withdrawn", "expired"),
    "qualified": ("won", "lost", "withdrawn"),
    "declined": ("introduction_requested", "introduced", "won"),
    "expired": ("introduction_requested", "introduced", "won"),
    "lost": ("introduction_requested", "introduced", "won"),
    "won": (),
    "withdrawn": (),
}


OPEN: Final[frozenset[ReferralStatus]] = frozenset(
    {
        *("named", "introduction_requested", "permission_given", "introduced"),
        *("contacted", "qualified"),
    }
)
"""Something may still come of it: nothing was bought, and nobody has ended it."""


def may_move(current: ReferralStatus, to: ReferralStatus) -> bool:
    """Whether `to` is allowed from here."""
    return to in MOVES[current]


def check_move(current: ReferralStatus, to: ReferralStatus) -> None:
    """RejectedError `illegal_transition` where `to` is not allowed from here."""
    if may_move(current, to):
        return
    allowed = MOVES[current]
    names = ", ".join(allowed) or "nothing: this is final"
    raise RejectedError(
        "illegal_transition",
        f"This referral is {current}; what it can become now: {names}.",
        kind=Kind.CONFLICT,
        current=current,
        allowed=list(allowed),
    )
