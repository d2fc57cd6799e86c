"""Why a participant has their terms in writing, or not yet, or will not get them."""

from collections.abc import Sequence
from typing import Any, Final

from referral_api.domain.explaining.letters import how_it_stands
from referral_api.domain.explaining.story import day

WELCOME: Final = "welcome"
"""The kind of letter that carries the terms."""


def told_terms(participant: Any, letters: Sequence[Any], *, introduces: bool) -> str:
    """One sentence or two about the welcome of a participant's row; `letters` are those about it,
    oldest first, and `introduces` whether its program is one of introductions."""
    if participant.terms_sent_at is not None:
        return f"The terms were sent in writing on {day(participant.terms_sent_at)}."
    if participant.status != "active":
        return "No terms were sent in writing before they left."
    if (why := _not_allowed(participant.offer)) is not None:
        return f"No terms are sent: {why}"
    welcomes = [row for row in letters if row.kind == WELCOME]
    if welcomes:
        return f"The letter with the terms: {how_it_stands(welcomes[-1])}"
    if introduces and participant.discussed_at is None:
        return (
            "The terms are sent once the program was talked about"
            " (POST /v1/participants/{id}/discuss)."
        )
    return "The letter with the terms is on its way."


def _not_allowed(offer: Any) -> str | None:
    if offer is None:
        return "the law was not asked whether the program may be offered to them."
    if offer["allowed"]:
        return None
    rules = ", ".join(offer["rules"]) or "no rule allows it"
    return f"the law does not allow this offer ({offer['decision']}: {rules})."
