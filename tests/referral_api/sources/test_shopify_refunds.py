"""What a refund gives back of the goods' value."""

from datetime import UTC, datetime

import pytest
from tests.referral_api.shopify import payload, raw

from goodword.money import Money
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.sources import shopify


def usd(amount):
    return Money.parse(amount, "USD")


def refund_of(**changes):
    (refund,) = shopify.translate("refunds/create", raw(payload("refunds_create", **changes)))
    return refund


def moved(amount, status="success", kind="refund", currency="USD"):
    return {"kind": kind, "status": status, "amount": amount, "currency": currency}


def test_a_refund_gives_back_the_goods_without_their_tax():
    refund = refund_of()

    assert refund.external_id == "902881570043219969"
    assert (refund.source, refund.sale_external_id) == ("shopify", "6120489355270913147")
    assert refund.amount == usd("20.00")
    assert refund.state == "succeeded"
    assert refund.reason == "One board was cracked"
    assert refund.occurred_at == datetime(2026, 3, 12, 14, 30, 1, tzinfo=UTC)
    assert refund.reported_at == refund.occurred_at


def test_a_refund_can_move_no_money():
    assert refund_of(transactions=[]).amount == usd("0.00")


@pytest.mark.parametrize(
    ("transactions", "amount", "state"),
    [
        ([moved("21.43", "failure")], "0.00", "failed"),
        ([moved("21.43", "error")], "0.00", "failed"),
        ([moved("21.43", "pending")], "0.00", "pending"),
        ([moved("21.43", "failure"), moved("21.43")], "20.00", "succeeded"),
        ([moved("11.43"), moved("10.00")], "20.00", "succeeded"),
        ([moved("21.43"), moved("21.43", kind="void")], "20.00", "succeeded"),
    ],
)
def test_only_what_moved_counts(transactions, amount, state):
    refund = refund_of(transactions=transactions)

    assert (refund.amount, refund.state) == (usd(amount), state)


def test_an_amount_without_lines_is_all_goods():
    refund = refund_of(
        refund_line_items=[],
        transactions=[moved("15.00")],
        order_adjustments=[{"kind": "refund_discrepancy", "amount": "-15.00", "tax_amount": "0"}],
    )

    assert refund.amount == usd("15.00")


def test_shipping_given_back_is_not_goods():
    with_adjustment = refund_of(
        transactions=[moved("26.43")],
        order_adjustments=[
            {"kind": "shipping_refund", "amount": "-4.60", "tax_amount": "-0.40"},
        ],
    )
    with_line = refund_of(
        transactions=[moved("26.43")],
        refund_shipping_lines=[
            {
                "subtotal_amount_set": {"shop_money": {"amount": "4.60", "currency_code": "USD"}},
                "tax_amount_set": {"shop_money": {"amount": "0.40", "currency_code": "USD"}},
            }
        ],
    )

    assert with_adjustment.amount == usd("20.00")
    assert with_line.amount == usd("20.00")


def test_a_gift_card_given_back_is_not_goods():
    line = payload("refunds_create")["refund_line_items"][0]
    line["line_item"]["gift_card"] = True

    assert refund_of(refund_line_items=[line]).amount == usd("0.00")


def test_a_fee_that_was_kept_back_is_not_refunded():
    assert refund_of(transactions=[moved("16.43")]).amount == usd("15.00")


def test_a_refund_in_the_buyers_currency_counts_at_the_rate_it_shows():
    line = payload("refunds_create")["refund_line_items"][0]
    line["subtotal_set"]["presentment_money"] = {"amount": "16.00", "currency_code": "GBP"}
    line["total_tax_set"]["presentment_money"] = {"amount": "1.144", "currency_code": "GBP"}

    refund = refund_of(refund_line_items=[line], transactions=[moved("17.144", currency="GBP")])

    assert refund.amount == usd("20.00")


def test_a_refund_without_a_rate_or_an_order_is_not_understood():
    with pytest.raises(UnreadableError, match="rate"):
        refund_of(transactions=[moved("17.14", currency="GBP")])
    with pytest.raises(UnreadableError, match="order_id"):
        refund_of(order_id=None)
    with pytest.raises(UnreadableError, match="currency"):
        refund_of(refund_line_items=[], transactions=[])
