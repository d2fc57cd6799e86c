"""Why a participant has their terms in writing, or not yet, or will not get them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from referral_api.domain.explaining.letters import how_it_stands
from referral_api.domain.explaining.story import day

WELCOME: Final = "welcome"
"""The kind of letter that carries the terms."""


def told_terms(participant: Any, letters: Sequence[Any], *, introduces: bool) -> str:
    """One sentence or two about the welcome of a participant's row; `letters` are those about it,
    oldest first, and `introduces` whether its program is one of introductions."""
    if participant.terms_sent_at is not None:
        on = day(participant.terms_sent_at)
        return f"The terms were sent in writing on {on}.{told_disclosure(participant.disclosure)}"
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


def told_disclosure(disclosure: Mapping[str, Any] | None) -> str:
    """Which terms were disclosed, and in which letter; nothing where that was not kept."""
    if disclosure is None:
        return ""
    digest = disclosure["terms_sha256"]
    return (
        f" Those were the terms of version {disclosure['program_version']} of the program, to"
        f" {disclosure['person_id']} in message {disclosure['message_id']} by"
        f" {disclosure['channel']}, template {disclosure['template']},"
        f" version {disclosure['template_version']}."
        + (f" The SHA-256 of their text is {digest}." if digest else "")
    )


def _not_allowed(offer: Any) -> str | None:
    if offer is None:
        return "the law was not asked whether the program may be offered to them."
    if offer["allowed"]:
        return None
    rules = ", ".join(offer["rules"]) or "no rule allows it"
    return f"the law does not allow this offer ({offer['decision']}: {rules})."
