"""Which gift it comes to: amounts, choices, what cannot be accepted and what the law says."""

from typing import Any

import pytest
from tests.shared.programs.samples import (
    ALLOWED,
    ANA,
    CARD,
    UNKNOWN,
    Forbids,
    a_program,
    a_rule,
    a_sale,
    some_facts,
    usd,
)

from goodword.compliance import Decision, Ruling
from goodword.programs import (
    Facts,
    GiftKind,
    Option,
    Outcome,
    Reason,
    ReasonCode,
    Referrer,
    Verdict,
    decide,
)

CASH = {"kind": "cash", "amount": {"fixed": "60.00"}}
WATCH = {"kind": "physical_gift", "item": "smartwatch", "amount": {"fixed": "40.00"}}
DONATION = {"kind": "charity_donation", "amount": {"fixed": "50.00"}, "where": "favourite"}
CHOICE = {"choose": [CASH, CARD, WATCH], "default": "gift_card", "choose_within_days": 14}


def given(gift: Any, facts: Facts | None = None, law: Any = ALLOWED, **rule: Any) -> Verdict:
    document = a_program(a_rule(give=gift, **rule))
    [verdict] = decide(document, facts or some_facts(), {}, law)
    return verdict


def accepting(what: Any) -> Facts:
    return some_facts(referrer=Referrer(person_id=ANA, accepts=what))


@pytest.mark.parametrize(
    ("net", "amount", "worth"),
    [
        ("79.90", {"percent": "10"}, "7.99"),
        ("0.25", {"percent": "10"}, "0.02"),
        ("0.35", {"percent": "10"}, "0.04"),
        ("79.90", {"percent": "12.5", "max": "5.00"}, "5.00"),
        ("1.00", {"percent": "1", "min": "3.00"}, "3.00"),
        ("79.90", {"percent": "100", "of": "sale.gross"}, "99.00"),
    ],
)
def test_a_share_is_rounded_half_even_and_kept_within_its_bounds(
    net: str, amount: dict[str, str], worth: str
) -> None:
    facts = some_facts(sale=a_sale(net, gross=usd("99.00")))

    verdict = given({"kind": "cash", "amount": amount}, facts)

    assert (verdict.outcome, verdict.amount) == (Outcome.EARNED, usd(worth))


@pytest.mark.parametrize("net", ["0.00", "-5.00", "0.04"])
def test_a_share_of_nothing_is_no_reward(net: str) -> None:
    verdict = given({"kind": "cash", "amount": {"percent": "10"}}, some_facts(sale=a_sale(net)))

    assert verdict.outcome is Outcome.DENIED
    assert verdict.reasons == (Reason(ReasonCode.BELOW_MINIMUM, "a reward above zero", "0"),)


@pytest.mark.parametrize(("sales", "points"), [(0, 100), (1, 100), (4, 100), (5, 250), (99, 250)])
def test_points_grow_with_success(sales: int, points: int) -> None:
    tiers = [{"from": 1, "points": 100}, {"from": 5, "points": 250}]
    gift = {"kind": "points", "amount": {"tiers": tiers, "by": "referrer.sales_in_year"}}

    verdict = given(gift, some_facts(referrer=Referrer(person_id=ANA, sales_in_year=sales)))

    assert (verdict.points, verdict.amount) == (points, None)


def test_a_discount_keeps_its_kind_of_worth() -> None:
    percent = given({"kind": "discount_code", "amount": {"percent_off": "20"}, "valid_days": 365})
    amount = given({"kind": "discount_code", "amount": {"amount_off": "10.00"}})

    assert (percent.percent_off, percent.amount, percent.valid_days) == ("20", None, 365)
    assert (amount.percent_off, amount.amount) == (None, usd("10.00"))


def test_recognition_is_worth_nothing_and_is_still_earned() -> None:
    verdict = given({"kind": "recognition"})

    assert verdict.outcome is Outcome.EARNED
    assert (verdict.amount, verdict.points, verdict.percent_off) == (None, None, None)


def test_the_beneficiary_chooses_between_all_options() -> None:
    verdict = given(CHOICE)

    assert verdict.options == (
        Option(kind=GiftKind.CASH, amount=usd("60.00")),
        Option(kind=GiftKind.GIFT_CARD, amount=usd("50.00")),
        Option(kind=GiftKind.PHYSICAL_GIFT, amount=usd("40.00"), item="smartwatch"),
    )
    assert (verdict.kind, verdict.amount) == (GiftKind.GIFT_CARD, usd("50.00"))
    assert (verdict.default, verdict.choose_within_days) == (GiftKind.GIFT_CARD, 14)
    assert Verdict.from_json(verdict.as_json()) == verdict


def test_a_choice_offers_only_what_the_law_allows() -> None:
    without_card = given(CHOICE, law=Forbids("gift_card"))
    watch_only = given(CHOICE, law=Forbids("gift_card", "cash"))

    assert [one.kind for one in without_card.options] == ["cash", "physical_gift"]
    assert (without_card.kind, without_card.default) == (GiftKind.CASH, GiftKind.CASH)
    assert (watch_only.kind, watch_only.options, watch_only.default) == ("physical_gift", (), None)
    assert without_card.reasons == watch_only.reasons == ()
    assert [one.decision for one in without_card.law] == ["ALLOW", "BLOCK", "ALLOW"]


@pytest.mark.parametrize("what", ["donation_only", "nothing"])
def test_who_cannot_accept_gets_nothing_where_nothing_else_is_offered(what: str) -> None:
    verdict = given(CARD, accepting(what))

    assert verdict.outcome is Outcome.DENIED
    assert verdict.reasons == (Reason(ReasonCode.CANNOT_ACCEPT, "gift_card", what),)


def test_a_donation_is_given_instead_to_who_may_accept_only_that() -> None:
    verdict = given(CARD, accepting("donation_only"), instead=DONATION)

    assert (verdict.outcome, verdict.reasons) == (Outcome.EARNED, ())
    assert (verdict.kind, verdict.where) == (GiftKind.CHARITY_DONATION, "favourite")
    assert verdict.instead_of is GiftKind.GIFT_CARD


def test_a_donation_is_no_way_around_the_law() -> None:
    law = Forbids("gift_card", "charity_donation")

    verdict = given(CARD, law=law, instead=DONATION)

    assert law.asked == [("gift_card", usd("50.00")), ("charity_donation", usd("50.00"))]
    assert verdict.outcome is Outcome.DENIED
    assert verdict.reasons == (
        Reason(ReasonCode.FORBIDDEN_BY_LAW, "gift_card", ("LAW-GIFT_CARD",)),
        Reason(ReasonCode.FORBIDDEN_BY_LAW, "charity_donation", ("LAW-CHARITY_DONATION",)),
    )
    assert (verdict.kind, verdict.instead_of) == (GiftKind.GIFT_CARD, None)
    assert [one.rule for one in verdict.law] == ["LAW-GIFT_CARD", "LAW-CHARITY_DONATION"]


def test_the_law_is_not_asked_for_what_is_not_needed() -> None:
    law = Forbids()

    verdict = given(CARD, law=law, instead=DONATION)

    assert law.asked == [("gift_card", usd("50.00"))]
    assert verdict.kind is GiftKind.GIFT_CARD


def test_an_unknown_law_holds_and_tries_nothing_instead() -> None:
    verdict = given(CARD, law=UNKNOWN, instead=DONATION)

    assert (verdict.outcome, verdict.kind) == (Outcome.HELD, GiftKind.GIFT_CARD)
    assert verdict.reasons == (Reason(ReasonCode.LAW_UNKNOWN, "gift_card", ("NO_VERIFIED_RULE",)),)


class Says:
    """A law with one answer."""

    def __init__(self, decision: Any, *, conditions_met: bool = True) -> None:
        self.ruling = Ruling(decision, (), conditions_met)

    def __call__(self, question: object) -> Ruling:
        return self.ruling


@pytest.mark.parametrize(
    ("law", "outcome", "codes"),
    [
        (Says(Decision.ALLOW), "earned", []),
        (Says(Decision.ALLOW_WITH_CONDITIONS), "earned", []),
        (
            Says(Decision.ALLOW_WITH_CONDITIONS, conditions_met=False),
            "held",
            ["signoff_missing"],
        ),
        (Says(Decision.NEEDS_REVIEW), "held", ["law_unknown"]),
        (Says("PERHAPS"), "held", ["law_unknown"]),
        (Says(Decision.BLOCK), "denied", ["forbidden_by_law"]),
    ],
)
def test_only_a_clear_yes_of_the_law_is_a_yes(law: Says, outcome: str, codes: list[str]) -> None:
    verdict = given(CARD, law=law)

    assert (verdict.outcome, [one.code for one in verdict.reasons]) == (outcome, codes)
