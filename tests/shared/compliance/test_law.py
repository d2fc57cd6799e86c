"""A reward is allowed outside regulated industries; inside, and where we do not know, it is not."""

import pytest

from goodword.compliance import Decision, is_regulated, law_for
from goodword.money import Money
from goodword.programs import GiftKind


@pytest.mark.parametrize(
    "industry",
    [
        "insurance",
        "Insurance Agency",
        "life_insurance",
        "healthcare",
        "Health care",
        "home care",
        "dental practice",
        "legal services",
        "Law firm",
        "accounting",
        "bank",
        "banking",
        "financial advice",
        "Investment adviser",
        "securities",
        "mortgage broker",
        "real-estate brokerage",
        "Realtor",
        "estate agents",
        "title company",
        "motor-vehicle dealer",
        "cannabis",
        "online gambling",
        "wine merchant",
        "524210",
        "NAICS 541110",
        "621",
        "52",
        "5",
        "44-45",
        "",
        "  -- ",
        "x" * 500,
        None,
    ],
)
def test_a_regulated_or_untold_industry_needs_a_verified_rule(industry: str | None) -> None:
    ruling = law_for(industry, "US-FL")(GiftKind.GIFT_CARD, None, object())

    assert is_regulated(industry) is True
    assert ruling.decision is Decision.NEEDS_REVIEW
    assert [(one.rule, one.place) for one in ruling.rules] == [("NO_VERIFIED_RULE", "US-FL")]


@pytest.mark.parametrize(
    "industry",
    [
        "retail",
        "Clothing shop",
        "restaurant",
        "web design",
        "taxi",
        "landscaping",
        "lawn mowing",
        "skincare",
        "software",
        "445110",
        "722511",
    ],
)
def test_any_other_industry_is_allowed(industry: str) -> None:
    money = Money(minor=5000, currency="USD")

    ruling = law_for(industry, None)(GiftKind.CASH, money, object())

    assert is_regulated(industry) is False
    assert (ruling.decision, ruling.conditions_met) == (Decision.ALLOW, True)
    assert [(one.rule, one.place) for one in ruling.rules] == [("GEN", None)]
