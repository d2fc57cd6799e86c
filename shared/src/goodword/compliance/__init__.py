"""What the law says of a gift for a referral: rules with their sources, and what they come to.

Pure, and no legal advice: unknown is no, and a person who knows the law can sign for a place.
"""

from goodword.compliance.extras import Extra
from goodword.compliance.facts import COUNSEL_SIGNOFF, LEGAL_FACTS, Fact
from goodword.compliance.industries import industry_of, is_regulated
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
from goodword.compliance.words import NOT_LEGAL_ADVICE, for_operator, for_recipient, says

__all__ = [
    "BY_ID",
    "COUNSEL_SIGNOFF",
    "LEGAL_FACTS",
    "NOT_LEGAL_ADVICE",
    "NO_VERIFIED_RULE",
    "PROFESSIONS",
    "SIGN_OFF",
    "AppliedRule",
    "Decision",
    "Extra",
    "Fact",
    "Law",
    "Ruling",
    "Told",
    "for_operator",
    "for_recipient",
    "industry_of",
    "is_regulated",
    "known_of",
    "law_for",
    "says",
]
