"""The programs in `examples/programs/` are valid, and say what they are for."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.shared.programs.samples import ALLOWED, CLOSED_AT, some_facts

from goodword.money import Money
from goodword.programs import (
    Cause,
    Facts,
    Option,
    Outcome,
    ProgramDocument,
    Referral,
    Sale,
    decide,
    read_document,
    terms,
)

FOLDER = Path(__file__).parents[3] / "examples" / "programs"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def example(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text())


def big_first_sale(document: ProgramDocument) -> Facts:
    week_ago = CLOSED_AT - timedelta(days=7)
    money = Money.parse("1500.00", document.currency)
    return some_facts(
        sale=Sale(net=money, gross=money),
        referral=Referral(
            referral_class="active_referral",
            channel="named",
            shared_at=week_ago,
            clicked_at=week_ago,
            named_at=week_ago,
            introduced_at=week_ago,
            terms_sent_at=week_ago,
        ),
    )


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_valid_and_its_dry_run_earns_every_reward(name: str) -> None:
    document = read_document(example(name))
    facts = big_first_sale(document)

    sold = decide(document, facts, {}, ALLOWED)
    named = decide(document, replace(facts, cause=Cause.NAMED, sale=None), {}, ALLOWED)

    assert {one.rule for one in sold + named} == {rule.rule for rule in document.rewards}
    assert {one.outcome for one in sold + named} == {Outcome.EARNED}
    assert document.name in terms(document, "Shop")


def given(name: str) -> list[tuple[str, str, Any]]:
    document = read_document(example(name))
    verdicts = decide(document, big_first_sale(document), {}, ALLOWED)
    return [
        (
            one.rule,
            one.kind.value,
            one.percent_off or one.points or str(one.amount and one.amount.major),
        )
        for one in verdicts
    ]


def test_each_example_gives_what_its_name_says() -> None:
    assert {name: given(name) for name in NAMES} == {
        "choose_your_thank_you": [("referrer", "gift_card", "150.00")],
        "dinner_on_us": [("referrer", "restaurant_certificate", "200.00")],
        "give_50_get_50": [("referrer", "gift_card", "50.00"), ("friend", "gift_card", "50.00")],
        "points_at_the_till": [("points", "points", 100)],
        "share_of_the_sale": [("share", "store_credit", "80.00")],
        "twenty_percent_off": [("referrer", "discount_code", "20")],
    }


def test_the_choice_of_the_example_is_between_cash_card_and_gadget() -> None:
    document = read_document(example("choose_your_thank_you"))

    [verdict] = decide(document, big_first_sale(document), {}, ALLOWED)

    money = Money.parse("150.00", "USD")
    assert [(one.kind.value, one.item) for one in verdict.options] == [
        ("cash", None),
        ("gift_card", None),
        ("physical_gift", "smartwatch"),
    ]
    assert {one.amount for one in verdict.options} == {money}
    assert isinstance(verdict.options[0], Option)
