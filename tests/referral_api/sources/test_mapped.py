"""Any JSON by a mapping: the sale that a rule makes of a body."""

import json
from datetime import UTC, datetime

import pytest

from goodword import ids
from goodword.money import Money
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.domain.sales.part_payment import PartPayment
from referral_api.sources import mapped

PAID_AT = datetime(2026, 3, 5, 10, tzinfo=UTC)
PRICE = {"amount": "/total", "currency": "/currency"}
SALE = {"kind": "sale", "external_id": "/id", "occurred_at": "/paid_at", "gross": PRICE}
ORDER = {"id": 7, "paid_at": "2026-03-05T11:00:00+01:00", "total": "79.90", "currency": "usd"}


def mapping(*rules, **more):
    return {"mapping": json.dumps({"source": "till", "rules": rules, **more})}


def say(body, *rules, **more):
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return mapped.translate("unused", sent, mapping(*rules, **more))


def sale_of(rule=(), **body):
    (sale,) = say({**ORDER, **body}, {**SALE, **dict(rule)})
    return sale


def test_a_sale_is_read_where_the_pointers_lead():
    rule = {
        **SALE,
        "updated_at": {"at": "/changed", "form": "milliseconds"},
        "net": {"amount": "/goods", "unit": "minor", "currency": "USD"},
        "buyer": {
            "external_id": "/buyer/no",
            "email": ["/buyer/mail", "/mail"],
            "name": "/buyer/name",
            "country": "/buyer/country",
        },
        "codes": ["/code", "/coupons"],
        "link_code": "/custom/ref",
        "landing": "/landing",
        "items": {
            "at": "/lines",
            "product_id": "/sku",
            "quantity": "/n",
            "amount": {"amount": "/sum", "currency": "$/currency"},
        },
        "metadata": {"till": "/a~1b/c~0d", "shop": "north"},
    }
    click = ids.new()
    body = {
        **ORDER,
        "changed": 1772708400500,
        "goods": 7000,
        "buyer": {"no": 51, "mail": " ", "name": "Ben\n Cruz", "country": "US"},
        "mail": "ben@buyers.example",
        "code": "ANA20",
        "coupons": ["SPRING", " ", None],
        "custom": {"ref": "ANA-LINK"},
        "landing": f"https://shop.example/?ref=ANA&gw_click={ids.show('clk', click)}",
        "lines": [{"sku": "mug", "n": "2", "sum": 70.0}],
        "a/b": {"c~d": 12},
    }

    (sale,) = say(body, rule)

    assert (sale.source, sale.external_id, sale.closed_at) == ("till", "7", PAID_AT)
    assert sale.told_at == datetime(2026, 3, 5, 11, 0, 0, 500_000, tzinfo=UTC)
    assert (sale.gross, sale.net, sale.net_basis) == (usd(7990), usd(7000), "goods")
    assert (sale.buyer.external_id, sale.buyer.email) == (("till", "51"), "ben@buyers.example")
    assert (sale.buyer.display_name, sale.buyer.country) == ("Ben Cruz", "US")
    assert sale.all_codes == ("ANA20", "SPRING", "ANA-LINK", "ANA")
    assert sale.click_ids == (click,)
    (item,) = sale.items
    assert (item.product_id, item.quantity, item.amount) == ("mug", 2, usd(7000))
    assert sale.metadata == {"till": "12", "shop": "north"}
    assert not sale.test


def usd(minor):
    return Money(minor=minor, currency="USD")


def test_a_place_or_a_language_in_other_words_is_left_out_and_costs_no_sale():
    buyer = {"email": "/mail", "country": "/country", "region": "/region", "locale": "/locale"}
    known = {"mail": "ben@buyers.example", "country": "US", "region": "FL", "locale": "en-US"}
    odd = {"mail": "nobody", "country": "USA", "region": "Florida", "locale": "English"}

    good, other = (sale_of({"buyer": buyer}, **each).buyer for each in (known, odd))

    assert (good.country, good.region, good.locale) == ("US", "FL", "en-US")
    assert (other.country, other.region, other.locale) == (None, None, None)
    assert other.email == "nobody"


@pytest.mark.parametrize(
    ("total", "unit", "currency", "minor"),
    [
        ("79.90", "major", "USD", 7990),
        (195.66000000000003, "major", "USD", 19566),
        ("1200", "major", "JPY", 1200),
        ("1.234", "major", "KWD", 1234),
        (7990, "minor", "usd", 7990),
        ("500", "minor", "JPY", 500),
        (1234, "minor", "KWD", 1234),
    ],
)
def test_money_is_exact_in_every_currency(total, unit, currency, minor):
    sale = sale_of({"gross": {**PRICE, "unit": unit}}, total=total, currency=currency)

    assert sale.gross == Money(minor=minor, currency=currency.upper())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"total": "a lot"}, "gross: Give a number such as 79.90."),
        ({"total": True}, "gross: Give a number such as 79.90."),
        ({"total": -1}, "gross is not negative"),
        ({"total": None}, "gross: This field is needed."),
        ({"currency": None}, "gross: There is no currency at its pointer."),
        ({"currency": "XYZ"}, "79.90 XYZ is not an amount of money."),
        ({"id": None}, "external_id: This field is needed."),
        ({"id": [1]}, "external_id: Give a text."),
        ({"paid_at": "2026-03-05T11:00:00"}, "occurred_at: This is no moment of the form rfc3339."),
        ({"paid_at": 5}, "occurred_at: This is no moment of the form rfc3339."),
    ],
)
def test_what_makes_no_sense_is_told_with_its_rule(change, sentence):
    with pytest.raises(UnreadableError, match=r"^rules/0 \(sale\): ") as told:
        sale_of(**change)

    assert sentence in str(told.value)


def test_a_part_of_a_minor_unit_is_no_amount_nor_is_one_of_hundreds_of_digits():
    for total in (b"1.5", b"1e399", b"1e-399"):
        sent = b'{"id": 7, "paid_at": "2026-03-05T11:00:00Z", "currency": "USD", "total": %b}'
        with pytest.raises(UnreadableError, match="whole number of minor units"):
            say(sent % total, {**SALE, "gross": {**PRICE, "unit": "minor"}})


@pytest.mark.parametrize(
    ("written", "form"),
    [
        (1772704800, "seconds"),
        ("1772704800", "seconds"),
        (1772704800000, "milliseconds"),
        ("2026-03-05 10:00:00", "utc"),
        ("2026-03-05 10:00:00 UTC", "utc"),
        ("2026-03-05T12:00:00+02:00", "rfc3339"),
    ],
)
def test_a_moment_has_the_form_that_the_mapping_names(written, form):
    sale = sale_of({"occurred_at": {"at": "/paid_at", "form": form}}, paid_at=written)

    assert sale.closed_at == PAID_AT


def test_what_is_not_paid_in_full_is_a_part_payment():
    (part,) = say({**ORDER, "paid": "10"}, {**SALE, "paid": {**PRICE, "amount": "/paid"}})

    assert isinstance(part, PartPayment)
    assert (part.paid, part.gross) == (usd(1000), usd(7990))
