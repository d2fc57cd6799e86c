"""The rules of what may be given (R-INC), by their ids, as cases of law."""

from dataclasses import replace

import pytest
from tests.shared.compliance.cases import a_case

from goodword.compliance.rules import RULES
from goodword.compliance.ruling import Ruling, ruling_of
from goodword.compliance.vocabulary import Decision

BLOCK, REVIEW = Decision.BLOCK, Decision.NEEDS_REVIEW
CONDITIONS = Decision.ALLOW_WITH_CONDITIONS
PLAIN = "-own_employee -licensed -federal_employee"


def ruled(line: str, *more: str) -> Ruling:
    """`industry | place | kind | trigger | facts and amounts`"""
    industry, place, kind, trigger, *rest = (one.strip() for one in line.split("|"))
    words = (rest[0].split() if rest else []) + " ".join(more).split()
    return ruling_of(a_case(industry, place, kind, trigger, words), RULES)


def test_r_inc_01_a_ruling_names_its_rules_their_places_and_their_versions():
    ruling = ruled("insurance | US-TX | cash | on_sale | -licensed")

    assert [(one.rule, one.place, str(one.checked_on)) for one in ruling.deciding] == [
        ("INS-TX", "US-TX", "2026-11-22")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "insurance | US-VT | cash | on_referral | -licensed -client",
        "insurance | FR | cash | on_referral | -licensed",
        "untold | US-OH | cash | on_referral",
        "casino | US-NV | cash | on_sale",
        "insurance | US-MS | cash | on_referral | +own_employee",
        "insurance | US-AR | cash | on_referral | -licensed",
    ],
)
def test_r_inc_02_what_is_not_known_to_be_allowed_is_not(line):
    assert not ruled(line).allowed


def test_r_inc_02_what_a_secondary_source_allows_waits_for_a_lawyer():
    ruling = ruled("insurance | US-TX | cash | on_referral | -licensed +no_terms_discussed")

    assert (ruling.decision, ruling.allowed) == (CONDITIONS, False)
    assert "counsel_signoff" in ruling.deciding[0].open


def test_r_inc_03_seller_referrer_and_prospect_each_bring_the_law_of_their_place():
    case = a_case("accounting", "US-OH", "cash", "on_sale", ["+no_attest_client", "+client_told"])

    ruling = ruling_of(replace(case, places=("US-OH", "US-NV", "US-CA")), RULES)

    assert ruling.decision is BLOCK
    assert [(one.rule, one.place) for one in ruling.deciding] == [("CPA-CA", "US-CA")]


@pytest.mark.parametrize(
    ("line", "decision"),
    [
        ("mortgage | US-OH | gift_card_closed | on_referral | +client value=500", BLOCK),
        ("mortgage | US-OH | prize_entry | on_referral | +client", BLOCK),
        ("mortgage | US-OH | cash | on_referral | +business_purpose_loan -volume_based", REVIEW),
    ],
)
def test_r_inc_04_nothing_of_value_is_given_for_a_loan_on_a_home(line, decision):
    assert ruled(line, PLAIN, "-probing_interview").decision is decision


def test_r_inc_04_but_a_card_of_thanks_and_the_pay_of_ones_own_people():
    thanks = ruled("mortgage | US-OH | recognition_private | on_referral", PLAIN)
    teller = ruled(
        "mortgage | US-OH | cash | on_referral | value=2500 +own_employee",
        "+not_tied_to_loan_terms -probing_interview",
    )

    assert "BLOCK" not in {one.decision for one in thanks.rules}
    assert (teller.decision, teller.allowed) == (CONDITIONS, True)


def test_r_thx_04_a_card_is_worth_nothing_and_a_gift_enclosed_with_it_is():
    card = ruled("insurance | US-FL | recognition_private | on_sale", PLAIN, "+client")
    gift = ruled("insurance | US-FL | gift_card_closed | on_sale", PLAIN, "+client")

    assert "INS-FL-REF" not in {one.rule for one in card.rules}
    assert "INS-FL-REF" in {one.rule for one in gift.deciding}


@pytest.mark.parametrize("place", ["US-NY", "US-TX", "US-FL"])
@pytest.mark.parametrize("trigger", ["on_sale", "on_sale_min_value"])
def test_r_inc_05_pay_for_insurance_may_not_hang_on_the_purchase(place, trigger):
    assert ruled(f"insurance | {place} | cash | {trigger}", PLAIN, "+client").decision is BLOCK


@pytest.mark.parametrize(
    ("line", "decision"),
    [
        ("cash | on_referral | value=5000 -client", BLOCK),
        ("gift_card_closed | on_referral | value=5000 +client", CONDITIONS),
        ("gift_card_closed | on_referral | value=5000 months=5001 +client", BLOCK),
        ("gift_card_closed | on_referral | value=5000 months=5000 +client", CONDITIONS),
        ("cash | on_application | value=50000 -client", CONDITIONS),
        ("cash | on_application | value=50000 +client", BLOCK),
        ("cash | on_referral | value=50000 -client", BLOCK),
    ],
)
def test_r_inc_05_washington_has_two_lanes(line, decision):
    assert ruled(f"insurance | US-WA | {line}", PLAIN).decision is decision


@pytest.mark.parametrize(("value", "decision"), [(10000, CONDITIONS), (10001, BLOCK)])
def test_r_inc_05_west_virginia_allows_a_hundred_dollars(value, decision):
    line = f"insurance | US-WV | cash | on_referral | value={value} +once_per_referred"

    assert ruled(line, PLAIN).decision is decision


@pytest.mark.parametrize(
    ("place", "trigger", "offered", "decision"),
    [
        ("US-CO", "on_sale", "+offered_before_own_purchase", BLOCK),
        ("US-CA", "on_sale", "+offered_before_own_purchase", BLOCK),
        ("US-NM", "on_appointment", "+offered_before_own_purchase", BLOCK),
        ("US-RI", "on_sale", "+offered_before_own_purchase", REVIEW),
        ("US-CO", "on_referral", "+offered_before_own_purchase", CONDITIONS),
        ("US-CO", "on_sale", "-offered_before_own_purchase", CONDITIONS),
        ("US-OR", "on_sale", "+offered_before_own_purchase", CONDITIONS),
    ],
)
def test_r_inc_06_a_purchase_is_not_won_with_a_reward_for_a_later_one(
    place, trigger, offered, decision
):
    assert ruled(f"retail | {place} | cash | {trigger} | {offered}").decision is decision


@pytest.mark.parametrize(
    ("line", "decision"),
    [
        ("retail | US-OH | cash | on_sale | +agent_of_prospect", BLOCK),
        ("retail | GB-ENG | cash | on_sale | +agent_of_prospect +principal_consent", REVIEW),
        ("retail | FR | cash | on_sale | +public_official", BLOCK),
        ("retail | FR | charity_donation | on_sale | +public_official", BLOCK),
        ("retail | FR | recognition_private | on_sale | +public_official", CONDITIONS),
    ],
)
def test_r_inc_09_whoever_owes_somebody_else_good_faith_is_not_paid(line, decision):
    assert ruled(line).decision is decision


@pytest.mark.parametrize(
    ("line", "decision"),
    [
        ("law firm | US-AZ | gift_card_closed | on_sale | +promised", BLOCK),
        ("real estate | US-UT | cash | on_sale | +promised -federally_related_mortgage", BLOCK),
        ("law firm | US-AZ | gift_card_closed | unpromised_gift | -promised +token_value", None),
    ],
)
def test_r_inc_10_what_was_promised_is_no_token(line, decision):
    ruling = ruled(line, PLAIN, "-other_professional")

    assert ruling.decision is (decision or CONDITIONS)
    assert not ruling.allowed


@pytest.mark.parametrize(("side", "decision"), [("referrer", CONDITIONS), ("prospect", BLOCK)])
def test_r_inc_11_of_two_sides_each_is_asked_of_the_law_by_itself(side, decision):
    line = f"insurance | US-NY | gift_card_closed | on_quote | value=500 side={side}"

    assert ruled(line, PLAIN, "-client +no_terms_discussed").decision is decision


def test_r_inc_12_a_draw_takes_a_free_way_in():
    line = "retail | US-OH | prize_entry | on_referral"

    assert ruled(line).decision is BLOCK
    assert ruled(line, "+free_entry").decision is CONDITIONS


@pytest.mark.parametrize(("value", "agreement"), [(100000, False), (100001, True)])
def test_r_inc_13_above_a_thousand_dollars_an_adviser_needs_an_agreement(value, agreement):
    line = f"investment adviser | US-OH | cash | on_sale | value={value} +promoter_disclosures"

    [rule] = [one for one in ruled(line, "+overseen").rules if one.rule == "RIA-SEC"]

    assert ("written_agreement" in rule.open) == agreement


@pytest.mark.parametrize(
    "line",
    [
        "mortgage | US-OH | cash | on_sale",
        "clinic | US-OH | cash | on_referral | -federal_payer",
        "law firm | US-AZ | cash | on_referral | +promised",
        "solicitors | GB-ENG | cash | on_referral | -personal_injury",
    ],
)
def test_r_inc_15_partners_in_homes_health_and_law_are_not_paid_by_volume(line):
    assert ruled(line, PLAIN, "side=partner +volume_based").decision is BLOCK
