"""Which contacts give a client something, and so earn the right to ask (R-VAL-01, R-VAL-02)."""

from typing import Final, Literal, get_args

CountingKind = Literal[
    "problem_solved",
    "useful_information",
    "introduction_made_for_them",
    "referral_given_to_them",
    "extra_service_free",
    "shout_out",
    "benchmark_or_result_report",
    "event_invitation",
    "milestone_note",
    "check_in_with_confirmed_satisfaction",
]
OtherKind = Literal[
    "invoice",
    "renewal",
    "price_list",
    "promotion",
    "survey",
    "review_request",
    "referral_ask",
    "newsletter",
    "checking_in",
]
ContactKind = Literal[CountingKind, OtherKind]

COUNTING: Final = frozenset(get_args(CountingKind))

SHOWN_BY_EVIDENCE: Final = frozenset({"problem_solved", "useful_information", "shout_out"})
"""Kinds that count only with what shows them: a ticket, a link, where it was said."""

CONFIRMED: Final = "check_in_with_confirmed_satisfaction"
"""The kind that is a good word of the client's as well."""


def why_not(kind: str, value: str | None, evidence: str | None) -> str | None:
    """Why a contact does not count; None where it does."""
    if kind not in COUNTING:
        return "kind_gives_nothing"
    if not value:
        return "empty_contact"
    if kind in SHOWN_BY_EVIDENCE and not evidence:
        return "evidence_missing"
    return None
