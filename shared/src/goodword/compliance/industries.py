"""The industries in which a reward for a referral is a matter of law.

An industry is a NAICS code (`524210`) or words (`insurance agency`, `health_care`). What is not
told, or told too vaguely to know, counts as regulated.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

MAX_INDUSTRY_CHARS = 200
"""What is longer is no industry; it is not looked at and counts as regulated."""


class Sector(StrEnum):
    """A part of trade with rules of its own; `other` has some that we do not know."""

    UNREGULATED = "unregulated"
    INSURANCE = "insurance"
    BANK_INSURANCE = "bank_insurance"
    MEDICARE = "medicare"
    INSURER_PAID = "insurer_paid"
    REAL_ESTATE = "real_estate"
    SETTLEMENT = "settlement"
    MORTGAGE = "mortgage"
    LENDING = "lending"
    DEPOSITS = "deposits"
    INVESTMENT = "investment"
    HEALTH = "health"
    LEGAL = "legal"
    ACCOUNTING = "accounting"
    VEHICLES = "vehicles"
    ALCOHOL = "alcohol"
    CANNABIS = "cannabis"
    GAMBLING = "gambling"
    OTHER = "other"


UNREGULATED = frozenset({Sector.UNREGULATED, Sector.INSURER_PAID})
"""Where the general rule holds: of services that insurers may pay, one place forbids more."""

REGULATED = frozenset(Sector) - UNREGULATED

_NAICS: Mapping[str, Sector] = {
    "5221": Sector.DEPOSITS,
    "5222": Sector.LENDING,
    "522310": Sector.MORTGAGE,
    "5223": Sector.OTHER,
    "521": Sector.OTHER,
    "523": Sector.INVESTMENT,
    "524": Sector.INSURANCE,
    "525": Sector.OTHER,
    "531": Sector.REAL_ESTATE,
    "5411": Sector.LEGAL,
    "54119": Sector.SETTLEMENT,
    "5412": Sector.ACCOUNTING,
    "62": Sector.HEALTH,
    "4411": Sector.VEHICLES,
    "4412": Sector.VEHICLES,
    "4453": Sector.ALCOHOL,
    "4248": Sector.ALCOHOL,
    "31212": Sector.ALCOHOL,
    "31213": Sector.ALCOHOL,
    "31214": Sector.ALCOHOL,
    "7224": Sector.ALCOHOL,
    "7132": Sector.GAMBLING,
    "8111": Sector.INSURER_PAID,
    "5321": Sector.INSURER_PAID,
    "48841": Sector.INSURER_PAID,
    "92": Sector.OTHER,
}
_STEMS: Mapping[Sector, tuple[str, ...]] = {
    Sector.INSURANCE: ("insur", "reinsur", "underwrit", "annuit", "versicher", "assurance"),
    Sector.MEDICARE: ("medicare",),
    Sector.MORTGAGE: ("mortgag",),
    Sector.LENDING: ("lend", "credit"),
    Sector.DEPOSITS: ("bank", "deposit"),
    Sector.INVESTMENT: ("investment", "investing", "investor", "wealth"),
    Sector.SETTLEMENT: ("escrow", "settlement", "apprais", "conveyanc"),
    Sector.REAL_ESTATE: ("realt", "realestate"),
    Sector.HEALTH: (
        *("health", "medic", "clinic", "hospital", "dental", "dentist", "doctor", "physician"),
        *("physio", "nurs", "pharma", "therap", "chiropract", "optic", "optometr", "orthodont"),
        *("psych", "hospice"),
    ),
    Sector.LEGAL: ("legal", "lawyer", "attorney", "solicitor", "notar"),
    Sector.ACCOUNTING: ("accounting", "accountan", "audit"),
    Sector.ALCOHOL: ("alcohol", "liquor", "winer", "brewer", "distill"),
    Sector.CANNABIS: ("cannabis", "marijuana", "dispensar"),
    Sector.GAMBLING: ("gambl", "casino", "betting", "lotter"),
    Sector.VEHICLES: ("dealership",),
    Sector.INSURER_PAID: ("autobody", "bodyshop", "towing"),
    Sector.OTHER: (
        *("financ", "pension", "crypto", "veterinar", "tobacco", "government", "municipal"),
        *("medicaid",),
    ),
}
_WORDS: Mapping[str, Sector] = {
    **dict.fromkeys(("law",), Sector.LEGAL),
    **dict.fromkeys(("loan", "loans"), Sector.LENDING),
    **dict.fromkeys(("securities",), Sector.INVESTMENT),
    **dict.fromkeys(("fund", "funds"), Sector.OTHER),
    **dict.fromkeys(("title", "titles"), Sector.SETTLEMENT),
    **dict.fromkeys(("tax", "taxes"), Sector.ACCOUNTING),
    **dict.fromkeys(("wine", "beer", "spirits"), Sector.ALCOHOL),
}
_PHRASES: Mapping[str, Sector] = {
    "credit_union": Sector.DEPOSITS,
    "real_estate": Sector.REAL_ESTATE,
    "estate_agen": Sector.REAL_ESTATE,
    "motor_vehicle": Sector.VEHICLES,
    "car_deal": Sector.VEHICLES,
    "auto_deal": Sector.VEHICLES,
    "public_admin": Sector.OTHER,
    "body_shop": Sector.INSURER_PAID,
    "auto_body": Sector.INSURER_PAID,
    "collision_repair": Sector.INSURER_PAID,
    **dict.fromkeys(
        ("auto_repair", "car_repair", "vehicle_repair", "car_rental", "auto_rental", "rental_car"),
        Sector.INSURER_PAID,
    ),
    "claims_": Sector.INSURER_PAID,
}


@dataclass(frozen=True, slots=True)
class Industry:
    """The sectors that a business is in for sure, and those that it may be in as well."""

    certain: frozenset[Sector]
    possible: frozenset[Sector] = frozenset()

    @property
    def is_regulated(self) -> bool:
        return not REGULATED.isdisjoint(self.certain | self.possible)

    def is_in(self, sectors: frozenset[Sector]) -> bool | None:
        """Whether it is in one of these; None where it may be."""
        if not self.certain.isdisjoint(sectors):
            return True
        return False if self.possible.isdisjoint(sectors) else None


UNTOLD = Industry(frozenset(), REGULATED)
"""What may be any regulated one."""


@lru_cache(maxsize=4096)
def industry_of(told: str | None) -> Industry:
    """The industry of a business as it calls it."""
    if told is None or len(told) > MAX_INDUSTRY_CHARS:
        return UNTOLD
    words = re.findall(r"[a-z]+|[0-9]+", told.lower())
    if not words:
        return UNTOLD
    found = frozenset(_sectors(words))
    if not found and any(word.isdecimal() and _is_vague(word) for word in words):
        return UNTOLD
    if not found and any(word.startswith("broker") or word == "care" for word in words):
        found = frozenset({Sector.OTHER})
    if found >= {Sector.INSURANCE, Sector.DEPOSITS}:
        found |= {Sector.BANK_INSURANCE}
    if Sector.MEDICARE in found:
        found |= {Sector.INSURANCE}
    lends = bool(found & {Sector.DEPOSITS, Sector.LENDING})
    possible = {Sector.MORTGAGE} - found if lends else set[Sector]()
    return Industry(found or frozenset({Sector.UNREGULATED}), frozenset(possible))


def is_regulated(industry: str | None) -> bool:
    """Whether rewards need a verified rule here; an industry that is not told is one of those."""
    return industry_of(industry).is_regulated


def _sectors(words: list[str]) -> Iterator[Sector]:
    joined = "_".join(words)
    yield from (sector for phrase, sector in _PHRASES.items() if phrase in joined)
    for word in words:
        if word.isdecimal():
            yield from _of_code(word)
        elif word in _WORDS:
            yield _WORDS[word]
        else:
            yield from (sector for sector, stems in _STEMS.items() if word.startswith(stems))


def _of_code(code: str) -> Iterator[Sector]:
    """The sector of the longest prefix that has one."""
    known = [prefix for prefix in _NAICS if code.startswith(prefix)]
    if known:
        yield _NAICS[max(known, key=len)]


def _is_vague(code: str) -> bool:
    """A code that is too short to tell: `44` holds car dealers too."""
    return any(prefix.startswith(code) and sector in REGULATED for prefix, sector in _NAICS.items())
