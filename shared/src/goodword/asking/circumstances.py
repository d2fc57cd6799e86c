"""What the linter must know beside the text."""

from dataclasses import dataclass
from typing import Literal

TextKind = Literal[
    "referral_ask", "intro_request", "check_in", "program_terms", "intro_email", "story"
]
"""What a text is; a `story` is told within an ask, and need not say what an ask says."""
Offer = Literal["allowed", "forbidden", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is true while a text is used.

    `reward`: the referrer or the friend may get something. `favourites_captured`: the client was
    asked for their favourites before (R-REW-01). `offer`: what compliance says of that reward.
    `disclosed`: a disclosure stands beside the text. `specificity`: of the archetype, 0 to 100;
    None where there is none. `value`: something of value comes along beside the text. `filled`: the
    placeholders that are filled in before it is sent; None where the text is what will be sent.
    """

    active_intro: bool = False
    reward: bool = False
    favourites_captured: bool = False
    offer: Offer = "allowed"
    disclosed: bool = False
    specificity: int | None = None
    value: bool = False
    filled: frozenset[str] | None = None
