"""What an order says, once it is paid."""

import json
from datetime import UTC, datetime

import pytest
from tests.referral_api.shopify import payload, raw

from goodword import ids
from goodword.money import Money
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.sales.part_payment import PartPayment
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.sale import Item, ReportedSale
from referral_api.sources import shopify


def usd(amount):
    return Money.parse(amount, "USD")


def translate(body, topic="orders/paid"):
    return shopify.translate(topic, raw(body))


def sale_of(body):
    (sale, *_) = translate(body)
    assert isinstance(sale, ReportedSale)
    return sale


def test_a_paid_order_is_a_sale():
    (sale,) = translate(payload("orders_paid"))

    assert sale.key == ("shopify", "6120489355270913147")
    assert sale.closed_at == datetime(2026, 3, 5, 16, 2, 8, tzinfo=UTC)
    assert sale.gross == usd("91.30")
    assert sale.net == usd("79.90")
    assert sale.net_basis == "goods"
    assert sale.codes == ("ana20",)
    assert sale.link_code == "ANA20"
    assert sale.click_id == ids.read("clk", "clk_01kk6s9v3wf4rtwa0d7k7m3v5x")
    assert sale.tags == ("spring", "newsletter")
    assert not sale.test
    assert sale.items[1] == Item(product_id="8810231140093952011", quantity=2, amount=usd("35.55"))


def test_the_buyer_is_read_with_every_identifier():
    buyer = sale_of(payload("orders_paid")).buyer

    assert buyer.external_id == ("shopify", "7344291055012863999")
    assert buyer.email == "ben@buyers.example"
    assert buyer.phone == "+1 201-555-0123"
    assert (buyer.given_name, buyer.family_name) == ("Ben", "Okafor")
    assert (buyer.locale, buyer.country, buyer.region) == ("en-US", "US", "NJ")


def test_without_a_customer_the_order_itself_names_the_buyer():
    body = payload("orders_paid", customer=None, email=None, billing_address=None)

    buyer = sale_of(body).buyer

    assert buyer.external_id is None
    assert buyer.email == "ben@buyers.example"


def test_nobody_may_be_known_at_all():
    buyer = sale_of(payload("orders_paid_taxes_included")).buyer

    assert not buyer.is_identified


def test_the_address_where_the_buyer_landed_is_read_too():
    click = ids.show("clk", ids.new())

    sale = sale_of(payload("orders_paid", landing_site=f"/?utm=x&ref=ANA20&gw_click={click}"))
    full = sale_of(payload("orders_paid", landing_site="https://shop.example/a?ref=%20CARL5%20"))
    odd = sale_of(payload("orders_paid", landing_site="//[x?ref=A"))

    assert (sale.landing_code, sale.landing_click_id) == ("ANA20", ids.read("clk", click))
    assert full.landing_code == "CARL5"
    assert odd.landing_code is None
    assert sale_of(payload("orders_paid", landing_site=None)).landing_code is None


def test_tax_shipping_tips_and_gift_cards_are_not_net_and_the_shops_currency_counts():
    sale = sale_of(payload("orders_paid_taxes_included"))

    assert sale.net == Money.parse("100.00", "EUR")
    assert sale.gross == Money.parse("151.90", "EUR")
    assert sale.test
    assert (sale.codes, sale.link_code, sale.click_id, sale.tags) == ((), None, None, ())


def test_ids_beyond_two_to_the_53_stay_exact():
    body = json.dumps(payload("orders_paid")).replace("6120489355270913147", "9007199254740993")

    (sale,) = shopify.translate("orders/paid", body.encode())

    assert sale.external_id == "9007199254740993"


@pytest.mark.parametrize(
    "topic", ["orders/create", "orders/paid", "orders/updated", "orders/cancelled"]
)
def test_the_body_decides_and_not_the_topic(topic):
    paid = translate(payload("orders_paid"), topic)
    unpaid = translate(payload("orders_paid", financial_status="pending"), topic)

    assert paid == translate(payload("orders_paid"))
    assert isinstance(unpaid, Ignored)


@pytest.mark.parametrize("status", ["pending", "authorized", "voided", "expired", None])
def test_an_order_that_is_not_paid_is_no_sale(status):
    ignored = translate(payload("orders_paid", financial_status=status))

    assert isinstance(ignored, Ignored)
    assert "not paid" in ignored.reason


@pytest.mark.parametrize(
    ("currency", "total", "left", "gross", "paid"),
    [
        ("EUR", "91.30", "61.30", 9130, 3000),
        ("JPY", "9130", "6130", 9130, 3000),
        ("KWD", "91.305", "61.300", 91305, 30005),
        ("EUR", "91.30", None, 9130, 0),
    ],
)
def test_what_is_paid_in_parts_is_kept_and_no_sale_yet(currency, total, left, gross, paid):
    body = payload(
        "orders_paid",
        financial_status="partially_paid",
        currency=currency,
        total_price=total,
        total_price_set=None,
        total_outstanding=left,
        updated_at="2026-03-06T00:00:00Z",
    )

    (part,) = translate(body, "orders/updated")
    (gone,) = translate(body | {"cancelled_at": "2026-03-07T00:00:00Z"}, "orders/cancelled")

    assert isinstance(part, PartPayment)
    assert (part.gross, part.paid) == (
        Money(minor=gross, currency=currency),
        Money(minor=paid, currency=currency),
    )
    assert part.reported_at == datetime(2026, 3, 6, tzinfo=UTC)
    assert "it counts when all of it is" in part.sentence
    assert gone.cancelled
    assert "cancelled" in gone.sentence


def test_a_test_notification_from_the_admin_is_no_sale():
    body = payload("orders_paid", financial_status="voided", cancelled_at="2026-03-06T00:00:00Z")

    assert isinstance(translate(body), Ignored)


def test_refunds_inside_an_order_are_told_as_the_order_was_last_changed():
    body = payload(
        "orders_paid",
        financial_status="partially_refunded",
        refunds=[payload("refunds_create")],
        updated_at="2026-03-12T09:30:05-05:00",
    )

    sale, refund = translate(body, "orders/updated")

    assert sale.net == usd("79.90")
    assert isinstance(refund, ReportedRefund)
    assert refund.external_id == "902881570043219969"
    assert refund.amount == usd("20.00")
    assert refund.reported_at == datetime(2026, 3, 12, 14, 30, 5, tzinfo=UTC)


def test_a_cancelled_order_takes_all_of_it_back():
    body = payload(
        "orders_paid",
        financial_status="refunded",
        cancelled_at="2026-03-06T08:00:00-05:00",
        cancel_reason="customer",
    )

    sale, cancellation = translate(body, "orders/cancelled")

    assert cancellation.external_id == "cancelled"
    assert cancellation.sale_external_id == sale.external_id
    assert cancellation.amount == sale.net
    assert cancellation.reason == "customer"


def test_currencies_have_their_own_decimals():
    line = {"product_id": 1, "quantity": 3, "price": "20000"}
    body = payload(
        "orders_paid",
        currency="VND",
        total_price="60000",
        total_price_set=None,
        line_items=[line],
        subtotal_price="60000",
    )

    sale = sale_of(body)

    assert sale.net == Money(minor=60000, currency="VND")


def test_a_discount_that_is_on_no_line_is_no_net_either():
    line = {"product_id": 1, "quantity": 1, "price": "79.90"}
    body = payload("orders_paid", line_items=[line], subtotal_price="69.90")

    assert sale_of(body).net == usd("69.90")


def test_float_dust_is_rounded_to_the_minor_unit():
    line = {"product_id": 1, "quantity": 1, "price": 195.66000000000003}

    assert sale_of(payload("orders_paid", line_items=[line], subtotal_price=None)).net == usd(
        "195.66"
    )


def test_what_is_no_text_costs_a_name_its_letter_and_not_the_order():
    sale = sale_of(payload("orders_paid", customer={"id": 7, "first_name": "B\ud800e\0n"}))

    assert sale.buyer.given_name == "B?e\ufffdn"


def test_a_click_that_is_none_is_left_out():
    body = payload("orders_paid", note_attributes=[{"name": "gw_click", "value": "<script>"}])

    assert sale_of(body).click_id is None


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": NaN}', "not JSON"),
        (b'{"id": 1}', "currency"),
        (raw(payload("orders_paid", id=True)), "id"),
        (raw(payload("orders_paid", total_price="a lot")), "total_price"),
        (raw(payload("orders_paid", total_price="1e9999", total_price_set=None)), "total_price"),
        (raw(payload("orders_paid", total_price="NaN")), "total_price"),
        (raw(payload("orders_paid", created_at="yesterday")), "created_at"),
        (raw(payload("orders_paid", currency="XQX", total_price_set=None)), "XQX"),
    ],
)
def test_what_cannot_be_understood_says_what_is_wrong_with_it(body, sentence):
    with pytest.raises(UnreadableError, match=sentence):
        shopify.translate("orders/paid", body)


def test_a_mistake_is_told_without_the_value_which_may_be_about_a_person():
    body = raw(payload("orders_paid", customer="ben@buyers.example"))

    with pytest.raises(UnreadableError) as refused:
        shopify.translate("orders/paid", body)

    assert "ben@buyers.example" not in str(refused.value)


def test_other_topics_are_ignored_and_named():
    ignored = shopify.translate("products/update", b"{}")

    assert ignored == Ignored("Nothing is made of the topic 'products/update'.")


MILLERS = {
    "last_name": "Miller",
    "address1": "12 Main St",
    "address2": None,
    "zip": "33101",
    "country_code": "US",
}


def test_who_pays_and_not_whom_it_is_sent_to_tells_the_household():
    paying = payload("orders_paid", billing_address=MILLERS, shipping_address=None)
    present = payload("orders_paid", billing_address=None, shipping_address=MILLERS)

    assert sale_of(paying).buyer.home == "miller/12mainst/33101/us"
    assert sale_of(present).buyer.home is None
    assert "12mainst" not in repr(sale_of(paying))


@pytest.mark.parametrize("change", [{"zip": 33101}, {"address1": {"line": 1}}, {"last_name": None}])
def test_an_address_that_cannot_be_read_is_a_sale_without_a_household(change):
    body = payload("orders_paid", billing_address=MILLERS | change)

    assert sale_of(body).buyer.home is None
