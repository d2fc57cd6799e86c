"""Why a reward is denied or held: a stable, closed list."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Actual: TypeAlias = bool | int | str | tuple[str, ...] | None
"""A required or actual value as JSON can say it; money is a decimal text."""


class ReasonCode(StrEnum):
    """Every reason there is; part of the API, so none ever changes its meaning."""

    BELOW_MINIMUM = "below_minimum"
    NOT_NEW = "not_new"
    WINDOW_PASSED = "window_passed"
    NOT_IN_FORCE = "not_in_force"
    CURRENCY_DIFFERS = "currency_differs"
    TEST_SALE = "test_sale"
    SELF_REFERRAL = "self_referral"
    SAME_HOUSEHOLD = "same_household"
    NOT_INTRODUCED = "not_introduced"
    INTRODUCTION_UNVERIFIED = "introduction_unverified"
    CONDITION_NOT_MET = "condition_not_met"
    LIMIT_REACHED = "limit_reached"
    BUDGET_SPENT = "budget_spent"
    REFUNDED = "refunded"
    CANNOT_ACCEPT = "cannot_accept"
    ALREADY_REWARDED = "already_rewarded"
    FORBIDDEN_BY_LAW = "forbidden_by_law"
    LAW_UNKNOWN = "law_unknown"
    SIGNOFF_MISSING = "signoff_missing"
    TERMS_NOT_SENT = "terms_not_sent"
    FAVOURITES_NOT_ASKED = "favourites_not_asked"
    TAX_FORM_MISSING = "tax_form_missing"
    FRAUD_BLOCKED = "fraud_blocked"
    FRAUD_REVIEW = "fraud_review"
    NO_CONTACT_WAY = "no_contact_way"


HOLDING = frozenset(
    {
        ReasonCode.TERMS_NOT_SENT,
        ReasonCode.TAX_FORM_MISSING,
        ReasonCode.NO_CONTACT_WAY,
        ReasonCode.SIGNOFF_MISSING,
        ReasonCode.LAW_UNKNOWN,
        ReasonCode.FRAUD_REVIEW,
        ReasonCode.INTRODUCTION_UNVERIFIED,
    }
)
"""What can still change holds; everything else was fixed when the thing happened, and denies."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands in the way, with what was wanted and what was found."""

    code: ReasonCode
    required: Actual
    actual: Actual

    @property
    def holds(self) -> bool:
        return self.code in HOLDING
