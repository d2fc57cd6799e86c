"""What the law says of a document before anything was earned: published, or offered to somebody."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared.programs.samples import (
    ALLOWED,
    ANA,
    UNKNOWN,
    Forbids,
    a_program,
    a_rule,
    usd,
)

from goodword.compliance import AppliedRule, Decision, Ruling, law_for
from goodword.programs import Person, lawfulness, offering, rulings
from goodword.programs.evaluation.offering import STRICTEST_FIRST

CARD = {"kind": "gift_card", "amount": {"fixed": "50.00"}}
CASH = {"kind": "cash", "amount": {"fixed": "50.00"}}
DONATION = {"kind": "charity_donation", "amount": {"fixed": "50.00"}}
PERSON = Person(person_id=ANA)


class ByPlace:
    """A law that answers by where the beneficiary is."""

    def __init__(self, **decisions: Decision) -> None:
        self.decisions = decisions

    def __call__(self, question) -> Ruling:
        beneficiary = question.beneficiary
        place = beneficiary.region or beneficiary.country or "NOWHERE"
        decision = self.decisions.get(place, Decision.ALLOW)
        return Ruling(decision, (AppliedRule(rule=f"LAW-{place}", decision=decision, place=place),))


def found(document, law, home: str | None = "US-FL"):
    lawful = lawfulness(document, law, home)
    return (
        [(one.pointer, one.code) for one in lawful.refused],
        [(one.pointer, one.code) for one in lawful.narrowed],
    )


def test_what_is_allowed_is_neither_refused_nor_narrowed():
    assert found(a_program(), ALLOWED) == ([], [])


def test_what_the_law_forbids_everywhere_is_refused():
    assert found(a_program(), Forbids("gift_card")) == (
        [("/rewards/0/give", "forbidden_by_law")],
        [],
    )


def test_a_gift_given_instead_keeps_a_rule_lawful():
    document = a_program(a_rule(instead=DONATION))

    assert found(document, Forbids("gift_card")) == (
        [],
        [("/rewards/0/give", "narrowed_by_law")],
    )
    assert found(document, Forbids("gift_card", "charity_donation"))[0] == [
        ("/rewards/0/give", "forbidden_by_law")
    ]


def test_of_a_choice_only_what_is_forbidden_is_narrowed():
    document = a_program(a_rule(give={"choose": [CARD, CASH]}))

    assert found(document, Forbids("cash")) == (
        [],
        [("/rewards/0/give/choose/1", "narrowed_by_law")],
    )


def test_a_place_that_forbids_it_narrows_and_is_named():
    document = a_program(places=["US-FL", "US-TX", "CA"])

    lawful = lawfulness(document, ByPlace(TX=Decision.BLOCK), None)

    assert lawful.refused == ()
    [problem] = lawful.narrowed
    assert problem.code == "narrowed_by_law"
    assert "in US-TX," in problem.detail
    assert "LAW-TX" in problem.detail


def test_a_program_without_places_is_offered_where_the_business_is():
    assert found(a_program(), ByPlace(FL=Decision.BLOCK), "US-FL")[0] != []
    assert found(a_program(), ByPlace(FL=Decision.BLOCK), "US-TX") == ([], [])


@pytest.mark.parametrize(
    ("place", "rule"), [("US-CA", "REFSALE-CA"), ("US-CO", "REFSALE-UCCC"), ("US-RI", "REFSALE-RI")]
)
def test_a_state_that_forbids_to_win_clients_with_a_reward_is_warned_of(place: str, rule: str):
    document = a_program(places=[place, "US-OR"])

    [problem] = lawfulness(document, law_for("retail", None), None).narrowed

    assert (problem.pointer, problem.code) == ("/rewards/0/give", "narrowed_by_law")
    assert problem.detail == (
        "Whoever was offered this at or before their own first purchase may not be given it in "
        f"{place}; offer it after that ({rule})."
    )


def test_no_state_is_warned_of_for_what_the_new_client_gets_or_what_hangs_on_no_sale():
    to_prospect, for_a_name = a_rule(to="prospect"), a_rule(on="named")
    law = law_for("retail", "US-CO")

    assert found(a_program(to_prospect), law, "US-CO") == ([], [])
    assert found(a_program(for_a_name), law, "US-CO") == ([], [])


def test_unknown_law_is_published_with_a_warning_and_held():
    assert found(a_program(), UNKNOWN) == ([], [("/rewards/0/give", "law_unknown")])


def test_an_open_condition_is_warned_of():
    def law(question) -> Ruling:
        yes = Decision.ALLOW_WITH_CONDITIONS
        rule = AppliedRule(rule="SIGNED", decision=yes, place=None)
        return Ruling(Decision.ALLOW_WITH_CONDITIONS, (rule,), conditions_met=False)

    assert found(a_program(), law) == ([], [("/rewards/0/give", "signoff_missing")])
    assert not offering(a_program(), law, PERSON).allowed


@pytest.mark.parametrize(
    ("amount", "asked"),
    [
        ({"fixed": "50.00"}, usd("50.00")),
        ({"percent": "10", "max": "100.00"}, usd("100.00")),
        ({"percent": "10"}, None),
        (
            {"tiers": [{"from": 1, "fixed": "5.00"}, {"from": 9, "fixed": "80.00"}],
             "by": "sale.number"},
            usd("80.00"),
        ),
        (
            {"tiers": [{"from": 1, "fixed": "5.00"}, {"from": 9, "percent": "3"}],
             "by": "sale.number"},
            None,
        ),
    ],
)  # fmt: skip
def test_the_law_is_asked_of_the_most_that_a_gift_can_come_to(amount, asked):
    law = Forbids()

    rulings(a_program(a_rule(give={"kind": "cash", "amount": amount})), law, PERSON)

    assert law.asked == [("cash", asked)]


def test_a_promise_to_a_referrer_is_made_of_all_their_rules_and_the_mildest_gift_of_each():
    document = a_program(
        a_rule(instead=DONATION),
        a_rule(rule="second", give=CASH),
        a_rule(rule="friend", to="prospect", give=DONATION),
    )

    def decided(*kinds: str) -> tuple[bool, str]:
        offer = offering(document, Forbids(*kinds), PERSON)
        return offer.allowed, offer.decision

    assert decided() == (True, "ALLOW")
    assert decided("gift_card") == (True, "ALLOW")
    assert decided("gift_card", "charity_donation") == (False, "BLOCK")
    assert decided("cash") == (False, "BLOCK")
    assert decided("charity_donation") == (True, "ALLOW")


def test_what_only_others_get_may_be_told_to_a_referrer():
    document = a_program(a_rule(to="prospect"))

    assert offering(document, UNKNOWN, PERSON).allowed


@given(st.lists(st.sampled_from([*STRICTEST_FIRST, "A_WORD_OF_TOMORROW"]), min_size=1, max_size=4))
def test_a_promise_is_allowed_only_where_the_law_says_yes_to_every_rule(decisions):
    rules = [a_rule(rule=f"r{place}") for place in range(len(decisions))]
    answers = iter(decisions)

    def law(question):
        return replace(Ruling(Decision.ALLOW, ()), decision=next(answers))

    offer = offering(a_program(*rules), law, PERSON)

    assert offer.allowed == all(one.startswith("ALLOW") for one in decisions)
