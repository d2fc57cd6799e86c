"""The law for a business, asked in the words of our documents."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from goodword.compliance import Decision, is_regulated, law_for
from goodword.compliance.industries import industry_of
from goodword.compliance.people import PROFESSIONS, Told, known_of
from goodword.compliance.vocabulary import (
    KINDS,
    TRIGGERS,
    Kind,
    Side,
    Trigger,
    kinds_of,
    trigger_of,
)
from goodword.money import Money
from goodword.programs import Cause, GiftKind, Recipient

DAY = datetime(2026, 5, 1, tzinfo=UTC)


FIFTY = Money(minor=5000, currency="USD")


@dataclass(frozen=True)
class Somebody:
    country: str | None = "US"
    region: str | None = "FL"
    legal: dict[str, bool] | None = None
    had_in_year: Money | None = None
    had_in_12_months: Money | None = None


@dataclass(frozen=True)
class Asked:
    """A $50 gift card for a sale."""

    kind: str = "gift_card"
    item: str | None = None
    amount: Money | None = FIFTY
    to: str = "referrer"
    on: str = "sale"
    minimum: bool = False
    by_volume: bool = False
    is_fixed: bool = True
    is_public: bool = True
    beneficiary: Somebody = Somebody()
    people: tuple[Somebody, ...] = ()
    offered_at: datetime | None = None
    bought_at: datetime | None = None
    legal: dict[str, bool] | None = field(default=None)


CLIENT = Somebody(legal=dict(PROFESSIONS["client"]))


def rules(ruling: Any) -> list[tuple[str, str]]:
    return [(one.rule, one.decision.value) for one in ruling.deciding]


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
    ruling = law_for(industry, "AQ")(Asked(people=(Somebody("AQ", None),)))

    assert is_regulated(industry) is True
    assert ruling.decision is Decision.NEEDS_REVIEW
    assert ("NO_VERIFIED_RULE", "NEEDS_REVIEW") in rules(ruling)


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
    ruling = law_for(industry, None)(Asked(people=(Somebody(None, None),)))

    assert is_regulated(industry) is False
    assert (ruling.decision, ruling.allowed) == (Decision.ALLOW_WITH_CONDITIONS, True)
    assert [(one.rule, one.place) for one in ruling.rules] == [("GEN", None)]


def test_each_word_of_our_documents_has_a_word_of_the_rules() -> None:
    assert set(KINDS) == {kind.value for kind in GiftKind}
    assert set(TRIGGERS) == {cause.value for cause in Cause}
    assert {side.value for side in Side} == {to.value for to in Recipient}


def test_a_draw_is_one_whatever_it_is_said_to_be() -> None:
    assert kinds_of("custom", "Raffle tickets") == {Kind.PRIZE_ENTRY}
    assert Kind.PRIZE_ENTRY not in kinds_of("custom", "a box of pears")
    assert kinds_of("something of tomorrow") == frozenset(Kind)


@pytest.mark.parametrize("kind", ["restaurant_certificate", "charity_donation"])
def test_an_insurance_agency_in_florida_may_give_neither_dinner_nor_donation_for_a_sale(
    kind: str,
) -> None:
    law = law_for("insurance agency", "US-FL")

    ruling = law(Asked(kind=kind, minimum=True, beneficiary=CLIENT, people=(CLIENT,)))

    assert ruling.decision is Decision.BLOCK
    assert rules(ruling) == [("INS-FL-REF", "BLOCK"), ("INS-FL-GIFT", "BLOCK")]


def test_a_reward_for_a_later_sale_shown_before_their_own_purchase_is_forbidden() -> None:
    law, ana = law_for("retail", "US-CA"), Somebody("US", "CA")
    early = Asked(people=(ana,), offered_at=DAY, bought_at=DAY)
    late = replace(early, offered_at=DAY.replace(day=2))

    assert rules(law(early)) == [("REFSALE-CA", "BLOCK")]
    assert law(late).allowed
    assert law(replace(early, on="named")).allowed
    assert law(replace(early, to="prospect")).allowed


@pytest.mark.parametrize("home", [None, "US", "US-OR", "DE"])
def test_a_shop_is_not_held_by_rules_of_states_that_nobody_is_known_to_be_in(
    home: str | None,
) -> None:
    law, ana = law_for("retail", home), Somebody(None, None)
    first_purchase = Asked(people=(ana, Somebody("US", None)), offered_at=DAY, bought_at=DAY)

    ruling = law(first_purchase)

    assert (ruling.decision, ruling.allowed) == (Decision.ALLOW_WITH_CONDITIONS, True)
    assert {one.rule for one in ruling.rules} == {"GEN"}


@pytest.mark.parametrize(
    ("home", "person", "rule"),
    [
        ("US-CA", Somebody(None, None), ("REFSALE-CA", "BLOCK")),
        ("US-OR", Somebody("US", "NM"), ("REFSALE-NM", "BLOCK")),
        (None, Somebody("US", "CO"), ("REFSALE-UCCC", "BLOCK")),
        ("US-RI", Somebody("US", None), ("REFSALE-RI", "NEEDS_REVIEW")),
    ],
)
def test_a_shop_is_held_by_the_rules_of_a_state_that_it_or_its_people_are_known_to_be_in(
    home: str | None, person: Somebody, rule: tuple[str, str]
) -> None:
    early = Asked(people=(person,), offered_at=DAY, bought_at=DAY)

    ruling = law_for("retail", home)(early)

    assert rules(ruling) == [rule]
    assert not ruling.allowed


def test_in_a_regulated_industry_the_state_that_is_not_told_may_still_be_one_of_them() -> None:
    early = Asked(people=(Somebody(None, None),), offered_at=DAY, bought_at=DAY)

    assert law_for("accounting", None)(early).decision is Decision.NEEDS_REVIEW


def test_what_is_known_of_the_recipient_and_of_what_was_referred_counts() -> None:
    law = law_for("mortgage", "US-OH")
    client = replace(CLIENT, region="OH")
    employee = replace(client, legal=dict(PROFESSIONS["own_employee"]))

    assert law(Asked(beneficiary=client, people=(client,))).decision is Decision.BLOCK
    assert ("RESPA-EXEMPT-EMP", "NEEDS_REVIEW") not in rules(law(Asked(beneficiary=client)))
    paid = law(
        Asked(
            beneficiary=employee,
            people=(employee,),
            legal={"not_tied_to_loan_terms": True, "probing_interview": False},
        )
    )
    assert (paid.decision, paid.allowed) == (Decision.ALLOW_WITH_CONDITIONS, True)
    assert law(Asked(legal={"a_fact_of_tomorrow": True})).decision is Decision.NEEDS_REVIEW


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (Told(), {}),
        (Told(roles=("referrer",)), {}),
        (
            Told(roles=("client", "referrer")),
            {"client": True, "own_employee": False, "deposit_employee": False},
        ),
        (Told(roles=("client", "rep")), {"client": True}),
        (
            Told(occupation="Mayor"),
            {
                "public_official": True,
                "referring_physician": False,
                "other_professional": False,
                "licensed": False,
            },
        ),
        (
            Told(occupation="clerk", employer="Federal Government"),
            {
                "public_official": True,
                "federal_employee": True,
                "referring_physician": False,
                "other_professional": False,
                "licensed": False,
            },
        ),
        (
            Told(occupation="Baker", employer="Bakery Ltd"),
            {
                "public_official": False,
                "federal_employee": False,
                "referring_physician": False,
                "other_professional": False,
                "licensed": False,
            },
        ),
        (
            Told(occupation="Lawyer"),
            {"referring_physician": False, "other_professional": True, "licensed": False},
        ),
        (
            Told(occupation="insurance agent"),
            {"referring_physician": False, "other_professional": False},
        ),
        (Told(licences=("FL 2-20 general lines insurance",)), {"licensed": True}),
        (Told(licences=("NY attorney 123",)), {}),
    ],
)
def test_only_what_follows_from_what_was_told_is_known(told: Told, known: dict[str, bool]) -> None:
    assert known_of(told, industry_of("insurance")) == known


def test_only_a_sale_can_have_to_reach_an_amount() -> None:
    assert trigger_of("sale", minimum=True) is Trigger.ON_SALE_MIN_VALUE
    assert trigger_of("sale", minimum=False) is Trigger.ON_SALE
    assert trigger_of("named", minimum=True) is Trigger.ON_REFERRAL
    assert trigger_of("tomorrow", minimum=False) is None
