"""Mappings: mistakes in them are told with their places, and the ready ones read their senders."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from goodword.errors import RejectedError
from goodword.money import Money
from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored
from referral_api.domain.connections.set_up import check_set_up
from referral_api.routes.connections.connections import ConnectionBody
from referral_api.sources import mapped, woocommerce
from referral_api.sources.mapped.sample import EXAMPLE

README = Path(__file__).parents[3] / "README.md"
NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
PERSON = {"kind": "person", "person": {"email": "/email"}}
PRICE = {"amount": "/total", "currency": "USD"}
SALE = {"kind": "sale", "external_id": "/id", "occurred_at": "/at", "gross": PRICE}


def wrong(document, **more):
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(RejectedError) as refused:
        check_set_up(mapped.ABOUT, {"mapping": text, **more}, {})
    assert refused.value.code == "invalid_settings"
    return {each.pointer: each.detail for each in refused.value.problems}


def wrong_rule(rule):
    return wrong({"source": "till", "rules": [PERSON, rule]})


def test_every_mistake_is_told_at_its_place_in_the_document():
    sale = {
        **SALE,
        "external_id": "id/",
        "gross": {"amount": "/total", "unit": "cents", "currency": "XXY"},
        "when": [{"at": "state", "is": 1}],
        "colour": "red",
    }
    bad = {**sale, "external_id": "/a~2", "occurred_at": {"at": "/at", "form": "days"}}

    found = wrong({"source": "Till!", "rules": [PERSON, bad], "more": 1})

    assert set(found) == {
        "/settings/mapping/source",
        "/settings/mapping/more",
        "/settings/mapping/rules/1/external_id",
        "/settings/mapping/rules/1/occurred_at/form",
        "/settings/mapping/rules/1/gross/unit",
        "/settings/mapping/rules/1/when/0/at",
        "/settings/mapping/rules/1/colour",
    }
    assert found["/settings/mapping/rules/1/external_id"] == (
        "Give a JSON pointer such as /order/id."
    )


@pytest.mark.parametrize(
    ("rule", "place", "sentence"),
    [
        ({"kind": "weather"}, "", "Give a rule whose kind is one of sale, refund, review"),
        ("sale", "", "Give a rule whose kind is one of sale, refund, review"),
        ({**SALE, "gross": {**PRICE, "currency": "XXY"}}, "/gross", "is not a currency"),
        ({**SALE, "gross": {**PRICE, "currency": 1}}, "/gross", "give a currency such as USD"),
        ({**SALE, "gross": {"currency": "USD"}}, "/gross/amount", "This field is needed."),
        ({**SALE, "codes": [[]]}, "/codes/0", "Give a pointer such as /order/id"),
        ({**SALE, "link_code": {"at": "x", "unless": [1]}}, "/link_code", "Give at as a JSON"),
        ({**SALE, "when": [{"at": "/x"}]}, "/when/0", "Say one of is, one_of, none_of and there."),
        ({**SALE, "each": "lines"}, "/each", "Give a JSON pointer"),
        (
            {"kind": "person", "person": {"name": "/name"}},
            "/person",
            "Give at least one of email, phone and external_id.",
        ),
    ],
)
def test_a_mistake_says_what_to_write(rule, place, sentence):
    found = wrong_rule(rule)

    assert list(found) == [f"/settings/mapping/rules/1{place}"]
    assert sentence in found[f"/settings/mapping/rules/1{place}"]


@pytest.mark.parametrize("text", ["stripes", "[", "NaN", "[" * 9000, '{"a":' * 3000])
def test_what_is_no_mapping_at_all_is_told_so(text):
    assert list(wrong(text)) == ["/settings/mapping"]


def test_a_mapping_is_needed_and_has_an_end():
    with pytest.raises(RejectedError) as refused:
        check_set_up(mapped.ABOUT, {}, {})
    long = json.dumps({"source": "till", "rules": [PERSON]}) + " " * 20_000

    assert [each.pointer for each in refused.value.problems] == ["/settings/mapping"]
    assert wrong(long) == {"/settings/mapping": "Write at most 20000 characters."}
    assert "/settings/signature_header" in wrong("razorpay ", signature_header="X Y")


def test_a_setting_has_room_for_a_mapping_and_a_note_has_not():
    body = {"source": "mapped", "name": "Till"}

    ConnectionBody.model_validate({**body, "settings": {"mapping": "x" * 20_000}})
    for wrong_ in ({"settings": {"mapping": "x" * 20_001}}, {"metadata": {"note": "x" * 501}}):
        with pytest.raises(ValidationError, match="string_too_long"):
            ConnectionBody.model_validate({**body, **wrong_})
    with pytest.raises(RejectedError, match="WooCommerce"):
        long = f"https://{'x' * 500}.example"
        check_set_up(woocommerce.ABOUT, {"store_url": long}, {})


def test_the_readme_shows_the_mapping_that_the_sample_is_made_for():
    shown = README.read_text().split('```json\n{\n  "source"')[1].split("```")[0]

    assert json.loads('{"source"' + shown) == json.loads(EXAMPLE)


PAYMENT = {
    "id": "pay_1",
    "amount": 50000,
    "currency": "INR",
    "captured": True,
    "email": "void@razorpay.com",
    "contact": "+919876543210",
    "notes": {"ref": "ANA20"},
    "created_at": SECONDS - 60,
}
REFUND = {
    "id": "rfnd_1",
    "amount": 20000,
    "currency": "INR",
    "payment_id": "pay_1",
    "created_at": SECONDS - 30,
}


def razorpay(event, **payload):
    entities = {name: {"entity": entity} for name, entity in payload.items()}
    body = {"event": event, "payload": entities, "created_at": SECONDS}
    return mapped.translate("unused", json.dumps(body).encode(), {"mapping": "razorpay"})


def test_a_captured_payment_of_razorpay_is_a_sale_of_who_can_be_known():
    (sale,) = razorpay("payment.captured", payment=PAYMENT)
    (plain,) = razorpay("payment.captured", payment={**PAYMENT, "notes": []})

    assert (sale.source, sale.external_id) == ("razorpay", "pay_1")
    assert (sale.gross, sale.net_basis) == (Money(minor=50000, currency="INR"), "gross")
    assert (sale.buyer.email, sale.buyer.phone) == (None, "+919876543210")
    assert (sale.all_codes, sale.told_at) == (("ANA20",), NOW)
    assert plain.all_codes == ()


@pytest.mark.parametrize(
    ("event", "state"),
    [
        ("refund.created", "pending"),
        ("refund.processed", "succeeded"),
        ("refund.failed", "failed"),
    ],
)
def test_a_refund_of_razorpay_is_of_a_payment_that_was_captured(event, state):
    (refund,) = razorpay(event, payment=PAYMENT, refund=REFUND)

    assert (refund.sale_external_id, refund.external_id) == ("pay_1", "rfnd_1")
    assert (refund.amount.minor, refund.state, refund.reported_at) == (20000, state, NOW)
    uncaptured = {**PAYMENT, "captured": False}
    assert isinstance(razorpay(event, payment=uncaptured, refund=REFUND), Ignored)


@pytest.mark.parametrize("event", ["payment.authorized", "payment.failed", "order.paid", "new"])
def test_other_events_of_razorpay_are_kept_and_nothing_is_made_of_them(event):
    assert isinstance(razorpay(event, payment=PAYMENT), Ignored)


ORDER = {
    "status": "paid",
    "customer_id": 12,
    "user_email": "ben@buyers.example",
    "user_name": "Ben Cruz",
    "currency": "USD",
    "total": 1199,
    "refunded_amount": 0,
    "refunded_at": None,
    "created_at": "2026-03-05T12:00:00.000000Z",
    "updated_at": "2026-03-05T12:30:00.000000Z",
    "test_mode": False,
}


def lemonsqueezy(event, **changes):
    meta = {"event_name": event, "custom_data": {"ref": "ANA20"}}
    body = {"meta": meta, "data": {"type": "orders", "id": "9", "attributes": ORDER | changes}}
    return mapped.translate("unused", json.dumps(body).encode(), {"mapping": "lemonsqueezy"})


def test_a_paid_order_of_lemon_squeezy_is_a_sale():
    (sale,) = lemonsqueezy("order_created")
    (tried,) = lemonsqueezy("order_created", test_mode=True)

    assert (sale.key, sale.gross.minor) == (("lemonsqueezy", "9"), 1199)
    assert (sale.buyer.external_id, sale.buyer.email) == (
        ("lemonsqueezy", "12"),
        "ben@buyers.example",
    )
    assert (sale.all_codes, sale.told_at) == (("ANA20",), NOW)
    assert (sale.test, tried.test) == (False, True)
    assert isinstance(lemonsqueezy("order_created", status="pending"), Ignored)


def test_refunds_of_a_lemon_squeezy_order_are_one_that_grows():
    at = {"refunded_at": "2026-03-05T12:30:00.000000Z"}
    (first,) = lemonsqueezy("order_refunded", refunded_amount=200, **at)
    later = {**at, "updated_at": "2026-03-05T12:45:00.000000Z"}
    (second,) = lemonsqueezy("order_refunded", refunded_amount=500, **later)

    assert first.external_id == second.external_id
    assert (first.amount.minor, second.amount.minor) == (200, 500)
    assert second.reported_at > first.reported_at


@pytest.mark.parametrize(
    ("preset", "header"), [("razorpay", "x-razorpay-signature"), ("lemonsqueezy", "x-signature")]
)
def test_a_ready_mapping_knows_its_senders_header(preset, header):
    signature = hmac.new(b"old", b"{}", hashlib.sha256).hexdigest()
    incoming = Incoming({header: signature}, b"{}", "", {"mapping": preset})

    assert mapped.verify(incoming, ["new", "old"], NOW)
    assert not mapped.verify(incoming, ["new"], NOW)
