"""What is left of a reward when money goes back."""

from typing import Any

import pytest
from tests.shared.programs.samples import (
    ALLOWED,
    CARD,
    NET_50,
    a_program,
    a_rule,
    a_sale,
    some_facts,
    usd,
)

from goodword.programs import Facts, GiftKind, Option, ReasonCode, Remainder, decide, refunded


def left(net: str, rule: dict[str, Any] | None = None, **changes: Any) -> Remainder:
    document = a_program(rule or a_rule(when=[NET_50]), **changes)
    [verdict] = decide(document, some_facts(), {}, ALLOWED)
    return refunded(document, verdict, facts_with(net))


def facts_with(net: str) -> Facts:
    return some_facts(sale=a_sale(net, gross=usd("79.90")))


@pytest.mark.parametrize(
    ("net", "amount"),
    [
        ("79.90", "50.00"),
        ("59.90", "37.48"),
        ("50.00", "31.29"),
        ("99.90", "50.00"),
    ],
)
def test_a_reward_shrinks_in_proportion_and_never_grows(net: str, amount: str) -> None:
    remainder = left(net)

    assert (remainder.amount, remainder.is_nil) == (usd(amount), False)


def test_nothing_is_left_where_the_minimum_is_met_no_longer() -> None:
    remainder = left("49.99")

    assert remainder.amount == usd("0.00")
    assert [reason.code for reason in remainder.reasons] == [ReasonCode.BELOW_MINIMUM]


@pytest.mark.parametrize(("net", "amount"), [("50.00", "50.00"), ("49.99", "0.00")])
def test_a_threshold_leaves_it_whole_while_the_conditions_hold(net: str, amount: str) -> None:
    assert left(net, on_refund="threshold").amount == usd(amount)


@pytest.mark.parametrize("mode", ["proportional", "threshold"])
@pytest.mark.parametrize(
    "gift",
    [
        CARD,
        {"kind": "points", "amount": {"points": 7}},
        {"kind": "discount_code", "amount": {"percent_off": "20"}},
        {"kind": "cash", "amount": {"percent": "10", "min": "5.00"}},
        {"kind": "recognition"},
    ],
)
def test_refunding_everything_leaves_nothing_of_any_gift(mode: str, gift: Any) -> None:
    remainder = left("0.00", a_rule(give=gift), on_refund=mode)

    assert remainder.is_nil
    assert [reason.code for reason in remainder.reasons] == [ReasonCode.REFUNDED]
    assert (remainder.amount is None or remainder.amount == usd("0.00")) is True
    assert remainder.points in (None, 0)
    assert remainder.percent_off is None


def test_points_shrink_half_even_and_a_discount_stays_whole() -> None:
    points = left("39.95", a_rule(give={"kind": "points", "amount": {"points": 5}}))
    discount = left(
        "39.95", a_rule(give={"kind": "discount_code", "amount": {"percent_off": "20"}})
    )

    assert (points.points, points.amount) == (2, None)
    assert (discount.percent_off, discount.is_nil) == ("20", False)


def test_a_share_that_rounds_to_nothing_is_nothing() -> None:
    remainder = left("0.01", a_rule(give={"kind": "cash", "amount": {"fixed": "0.01"}}))

    assert remainder.amount == usd("0.00")
    assert remainder.is_nil


def test_what_was_chosen_shrinks_and_not_the_default() -> None:
    give = {"choose": [CARD, {"kind": "cash", "amount": {"fixed": "60.00"}}]}
    document = a_program(a_rule(give=give))
    [verdict] = decide(document, some_facts(), {}, ALLOWED)
    chosen = Option(kind=GiftKind.CASH, amount=usd("60.00"))

    remainder = refunded(document, verdict, facts_with("39.95"), chosen=chosen)

    assert remainder.amount == usd("30.00")


def test_a_condition_that_a_person_overruled_is_not_asked_again() -> None:
    document = a_program(a_rule(when=[NET_50]))
    small = some_facts(sale=a_sale("40.00"))
    [denied] = decide(document, small, {}, ALLOWED)

    remainder = refunded(document, denied, facts_with("20.00"))

    assert denied.outcome == "denied"
    assert (remainder.amount, remainder.reasons) == (usd("25.00"), ())
