"""The industries in which a reward for a referral is a matter of law.

An industry is a NAICS code (`524210`) or words (`insurance agency`, `health_care`). What is not
told, or told too vaguely to know, counts as regulated.
"""

import re

MAX_INDUSTRY_CHARS = 200
"""What is longer is no industry; it is not looked at and counts as regulated."""

_NAICS = (
    "52",  # finance and insurance
    "531",  # real estate
    "5411",  # legal services
    "5412",  # accounting
    "62",  # health care
    "4411",  # motor-vehicle dealers
    "4412",
    "4453",  # alcohol
    "7132",  # gambling
    "92",  # public administration
)
_STEMS = (
    *("insur", "reinsur", "underwrit", "annuit", "medicare", "medicaid"),
    *("mortgag", "lend", "credit", "bank", "financ", "investment", "investing", "investor"),
    *("broker", "wealth", "pension", "escrow", "deposit", "settlement", "apprais", "crypto"),
    *("realt", "realestate", "conveyanc"),
    *("health", "medic", "clinic", "hospital", "dental", "dentist", "doctor", "physician"),
    *("physio", "nurs", "pharma", "therap", "chiropract", "optic", "optometr", "orthodont"),
    *("psych", "veterinar", "hospice"),
    *("legal", "lawyer", "attorney", "solicitor", "notar", "accounting", "accountan", "audit"),
    *("alcohol", "liquor", "winer", "brewer", "distill", "cannabis", "marijuana", "tobacco"),
    *("gambl", "casino", "betting", "lotter", "dealership"),
    *("government", "municipal"),
)
_WORDS = frozenset(
    (
        *("law", "loan", "loans", "fund", "funds", "securities", "title", "titles", "tax", "taxes"),
        *("wine", "beer", "spirits", "care"),
    )
)
_PHRASES = ("real_estate", "estate_agen", "motor_vehicle", "car_deal", "auto_deal", "public_admin")


def is_regulated(industry: str | None) -> bool:
    """Whether rewards need a verified rule here; an industry that is not told is one of those."""
    if industry is None or len(industry) > MAX_INDUSTRY_CHARS:
        return True
    words = re.findall(r"[a-z]+|[0-9]+", industry.lower())
    if not words or any(phrase in "_".join(words) for phrase in _PHRASES):
        return True
    return any(_is_regulated_word(word) for word in words)


def _is_regulated_word(word: str) -> bool:
    """Of a NAICS code also one that is too short to tell: `44` holds car dealers too."""
    if word.isdecimal():
        return any(word.startswith(code) or code.startswith(word) for code in _NAICS)
    return word in _WORDS or word.startswith(_STEMS)
