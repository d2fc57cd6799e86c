"""The law as a pure function of gift kind, amount and beneficiary, for one business.

The words of a decision and the default rule `GEN` are those of the rule table this is to grow
into: until a rule was verified for an industry and a place, inside a regulated industry the answer
is `NEEDS_REVIEW`, never yes.
"""

from dataclasses import dataclass
from enum import StrEnum

from goodword.compliance.industries import is_regulated
from goodword.money import Money


class Decision(StrEnum):
    """From the strictest to the mildest."""

    BLOCK = "BLOCK"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    ALLOW_WITH_CONDITIONS = "ALLOW_WITH_CONDITIONS"
    ALLOW = "ALLOW"


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """One rule that was looked at, and where it holds (ISO 3166, `US-FL`; None is everywhere)."""

    rule: str
    decision: Decision
    place: str | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the law says of one gift."""

    decision: Decision
    rules: tuple[AppliedRule, ...]
    conditions_met: bool = True


@dataclass(frozen=True, slots=True)
class Law:
    """The law for one business, asked gift by gift."""

    ruling: Ruling

    def __call__(self, kind: str, amount: Money | None, beneficiary: object, /) -> Ruling:
        return self.ruling


def law_for(industry: str | None, place: str | None) -> Law:
    """The law for a business of this industry in this place (`US-FL`, or `US`)."""
    if is_regulated(industry):
        return Law(_ruling("NO_VERIFIED_RULE", Decision.NEEDS_REVIEW, place))
    return Law(_ruling("GEN", Decision.ALLOW, place))


def _ruling(rule: str, decision: Decision, place: str | None) -> Ruling:
    return Ruling(decision, (AppliedRule(rule, decision, place),))
