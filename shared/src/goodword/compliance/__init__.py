"""What the law says of a gift for a referral: rules with their sources, and what they come to.

Pure, and no legal advice: unknown is no, and a person who knows the law can sign for a place.
"""

from goodword.compliance.facts import COUNSEL_SIGNOFF, Fact, asked
from goodword.compliance.industries import is_regulated
from goodword.compliance.law import Law, law_for
from goodword.compliance.people import PROFESSIONS, Told, known_of
from goodword.compliance.rules import BY_ID
from goodword.compliance.ruling import (
    NO_VERIFIED_RULE,
    SIGN_OFF,
    AppliedRule,
    Ruling,
)
from goodword.compliance.vocabulary import Decision

__all__ = [
    "BY_ID",
    "COUNSEL_SIGNOFF",
    "NO_VERIFIED_RULE",
    "PROFESSIONS",
    "SIGN_OFF",
    "AppliedRule",
    "Decision",
    "Fact",
    "Law",
    "Ruling",
    "Told",
    "asked",
    "is_regulated",
    "known_of",
    "law_for",
]
