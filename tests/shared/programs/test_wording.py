"""Verdicts and programs in sentences; the gentle ones reveal nothing of the other side."""

from dataclasses import replace

import pytest
from tests.shared.programs.samples import (
    ALLOWED,
    CARD,
    IS_NEW,
    NET_50,
    UNKNOWN,
    a_program,
    a_rule,
    a_sale,
    an_intro_program,
    intro_facts,
    some_facts,
)

from goodword.compliance import law_for
from goodword.programs import (
    Cause,
    Finding,
    Names,
    ReasonCode,
    Verdict,
    decide,
    gentle_sentence,
    sentence,
    terms,
    warnings,
)

NAMES = Names(prospect="Ben", referrer="Ana")
RULE = a_rule(when=[NET_50, IS_NEW])


def test_an_earned_reward_says_by_what() -> None:
    [verdict] = decide(a_program(RULE), some_facts(), {}, ALLOWED)

    told = "Earned: Ben's first purchase of $79.90 meets the $50.00 minimum."
    assert sentence(verdict, some_facts(), names=NAMES) == told
    assert sentence(verdict, names=NAMES) == told
    assert sentence(verdict).startswith("Earned: the prospect's first purchase")


def test_a_later_purchase_is_not_called_the_first() -> None:
    facts = some_facts(sale=a_sale(number=2))
    [verdict] = decide(a_program(), facts, {}, ALLOWED)

    told = sentence(verdict, facts, names=NAMES)

    assert told == "Earned: Ben's purchase of $79.90 meets every condition."


def test_an_earned_stage_is_told_without_a_sale() -> None:
    document = an_intro_program(a_rule(on="introduced"))
    [verdict] = decide(document, intro_facts(cause=Cause.INTRODUCED, sale=None), {}, ALLOWED)

    assert sentence(verdict, names=NAMES) == "Earned: Ana introduced Ben."


def test_a_reward_that_is_held_for_want_of_a_place_says_what_to_tell() -> None:
    [verdict] = decide(a_program(), some_facts(), {}, law_for("pension fund", None))

    assert sentence(verdict) == (
        "Held: we know no rule that allows a gift card here (NO_VERIFIED_RULE); it is not known "
        "where: give the business, or the person, a place."
    )


def test_a_denied_reward_names_every_reason() -> None:
    facts = some_facts(sale=a_sale("40.00"), prospect_is_new=False)
    [verdict] = decide(a_program(RULE), facts, {}, ALLOWED)

    assert sentence(verdict, names=NAMES) == (
        "Denied: Ben's purchase comes to $40.00, and $50.00 is needed; Ben has bought before."
    )
    assert gentle_sentence(verdict) == "This referral did not meet the terms of the program."


def test_a_held_reward_says_what_it_waits_for() -> None:
    [verdict] = decide(a_program(), some_facts(), {}, UNKNOWN)

    assert sentence(verdict) == (
        "Held: we know no rule that allows a gift card in US-FL (NO_VERIFIED_RULE)."
    )
    assert gentle_sentence(verdict) == (
        "We are checking whether the rules for our industry allow this gift."
    )


@pytest.mark.parametrize("code", list(ReasonCode))
def test_every_reason_has_a_sentence_for_both_and_the_gentle_one_tells_no_facts(
    code: ReasonCode,
) -> None:
    finding = Finding(code=code, required="12345.67", actual="987.65")
    facts = some_facts(findings=(finding,), sale=a_sale("413.37"))
    [verdict] = decide(a_program(RULE), facts, {}, ALLOWED)

    told, gentle = sentence(verdict, facts, names=NAMES), gentle_sentence(verdict)

    assert told.startswith(("Denied: ", "Held: "))
    assert told.endswith(".")
    assert "{" not in told
    assert gentle.endswith(".")
    assert not any(char.isdigit() for char in gentle)
    assert not any(word in gentle.lower() for word in ("ben", "bought", "purchase", "paid", "sale"))


def test_the_gentle_word_for_an_earned_reward_does_not_say_what_earned_it() -> None:
    [verdict] = decide(a_program(RULE), some_facts(), {}, ALLOWED)

    assert gentle_sentence(verdict) == "Thank you: a reward is on its way to you."


def test_braces_in_a_reason_are_only_text() -> None:
    finding = Finding(code=ReasonCode.CONDITION_NOT_MET, required="{secret}", actual="{0}")
    [verdict] = decide(a_program(), some_facts(findings=(finding,)), {}, ALLOWED)

    told = sentence(verdict, names=Names(prospect="{ben}"))

    assert told == "Denied: a condition does not hold (wanted {secret}, found {0})."


def test_the_terms_name_what_they_must() -> None:
    document = an_intro_program(
        a_rule(
            when=[{"field": "sale.net", "op": "gte", "value": "1000.00"}],
            give={
                "kind": "restaurant_certificate",
                "amount": {"fixed": "200.00"},
                "where": "favourite",
            },
            instead={"kind": "charity_donation", "amount": {"fixed": "200.00"}},
            limits=[{"per": "referrer", "in": "year", "count": 3}],
        ),
        name="Dinner on us",
        window={"days": 365, "from": "introduction"},
        hold_days=14,
        places=["US-FL"],
    )

    text = terms(document, "Blue Door & Co")

    for words in (
        "Dinner on us: terms of Blue Door & Co",
        "Who can take part: our clients, in US-FL.",
        "an introduction that you make yourself",
        "the purchase is at least $1,000.00 (minimum)",
        "a restaurant certificate, worth $200.00, for the favourite you named",
        "a charity donation, worth $200.00",
        "within 365 days after you made the introduction",
        "at most 3 rewards per referrer in a year",
        "a reward waits 14 days",
        "Tax: ",
        "How to end: you can leave at any time by telling Blue Door & Co.",
    ):
        assert words in text


def test_terms_without_a_minimum_say_so() -> None:
    assert "there is no minimum purchase" in terms(a_program(), "Shop")
    assert "there is no minimum purchase" not in terms(a_program(RULE), "Shop")


def found(document: object, **given: int) -> list[tuple[str, str]]:
    return [(one.pointer, one.code) for one in warnings(document, **given)]  # type: ignore[arg-type]


def test_a_human_is_warned_of_a_hold_shorter_than_the_return_window() -> None:
    document = a_program(RULE, hold_days=14)

    assert found(document, return_window_days=15) == [
        ("/hold_days", "hold_shorter_than_return_window")
    ]
    assert found(document, return_window_days=14) == []
    assert found(document) == []


def test_a_human_is_warned_of_a_reward_larger_than_the_sale_that_earns_it() -> None:
    larger = [("/rewards/0/give", "reward_larger_than_minimum_sale")]
    dearer = CARD | {"amount": {"fixed": "50.01"}}

    assert found(a_program(a_rule())) == larger
    assert found(a_program(a_rule(when=[NET_50], give=dearer))) == larger
    assert found(a_program(a_rule(when=[NET_50]))) == []
    assert found(a_program(a_rule(give={"kind": "cash", "amount": {"percent": "5"}}))) == [
        ("/rewards/0/limits", "no_cap_on_cash")
    ]


def test_a_human_is_warned_of_cash_without_a_cap() -> None:
    cash = a_rule(when=[NET_50], give={"kind": "cash", "amount": {"fixed": "50.00"}})
    limit = {"per": "program", "in": "year", "count": 100}

    assert found(a_program(cash)) == [("/rewards/0/limits", "no_cap_on_cash")]
    assert found(a_program(cash | {"limits": [limit]})) == []
    assert found(a_program(cash, limits=[limit])) == []


@pytest.mark.parametrize("stage", ["named", "introduced", "qualified"])
def test_a_human_is_warned_of_a_reward_before_the_sale_without_a_cap(stage: str) -> None:
    early = a_rule(on=stage)
    limit = {"per": "referrer", "in": "month", "count": 3}
    thanks = early | {"give": {"kind": "recognition"}}
    cash = early | {"give": {"kind": "cash", "amount": {"fixed": "5.00"}}}

    assert found(a_program(early)) == [("/rewards/0/limits", "no_cap_before_sale")]
    assert found(a_program(cash)) == [("/rewards/0/limits", "no_cap_on_cash")]
    assert found(a_program(early | {"limits": [limit]})) == []
    assert found(a_program(early, limits=[limit])) == []
    assert found(a_program(thanks)) == []


def test_a_verdict_without_an_amount_is_still_told() -> None:
    [verdict] = decide(a_program(RULE), some_facts(), {}, ALLOWED)
    bare: Verdict = replace(verdict, checks=())

    assert sentence(bare, names=NAMES) == "Earned: Ben's purchase of $79.90 meets every condition."


def test_a_human_is_warned_of_an_offer_that_may_win_somebodys_own_purchase() -> None:
    limit = {"per": "program", "in": "year", "count": 9}
    anyone = {"audience": ["clients", "anyone"], "limits": [limit]}
    wins = [("/rewards/0", "may_win_own_purchase")]

    assert found(a_program(RULE, **anyone)) == wins
    assert found(a_program(a_rule(on="introduced"), **anyone)) == wins
    assert found(a_program(RULE, **anyone | {"audience": ["clients"]})) == []
    assert found(a_program(RULE | {"to": "prospect"}, **anyone)) == []
    assert found(a_program(a_rule(on="named"), **anyone)) == []
