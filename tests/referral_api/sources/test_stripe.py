"""What Stripe says: paid sessions and invoices, and refunds that may fail later."""

import contextlib
import hashlib
import hmac
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.money import Money
from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.sources import stripe

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
AT = int(NOW.timestamp())
CLICK = "clk_01kk6s9v3wf4rtwa0d7k7m3v5x"
SESSION = {
    "id": "cs_1",
    "mode": "payment",
    "payment_status": "paid",
    "payment_intent": "pi_1",
    "amount_total": 5950,
    "currency": "eur",
    "created": AT - 60,
    "customer": "cus_1",
    "customer_details": {"email": "ben@buyers.example", "name": "Ben Okafor", "phone": None},
    "client_reference_id": "ANA20",
    "metadata": {"gw_click": CLICK},
    "total_details": {"amount_discount": 0, "amount_tax": 950, "amount_shipping": 500},
}
INVOICE = {
    "id": "in_1",
    "amount_paid": 11900,
    "total": 11900,
    "total_excluding_tax": 10000,
    "currency": "eur",
    "customer": "cus_1",
    "customer_email": "ben@buyers.example",
    "status_transitions": {"paid_at": AT - 30},
    "metadata": {},
    "parent": {"subscription_details": {"metadata": {"ref": "ANA20"}}},
}
REFUND = {
    "id": "re_1",
    "amount": 1000,
    "currency": "eur",
    "payment_intent": "pi_1",
    "status": "succeeded",
    "reason": "requested_by_customer",
    "created": AT - 10,
}


def event(type_, told, created=AT, livemode=True, id_="evt_1"):
    data = {"object": told}
    made = {"id": id_, "type": type_, "created": created, "livemode": livemode, "data": data}
    return orjson.dumps(made)


def translate(type_, told, settings=None, **more):
    return stripe.translate(type_, event(type_, told, **more), settings or {})


def eur(amount):
    return Money.parse(amount, "EUR")


@pytest.mark.parametrize(
    "type_", ["checkout.session.completed", "checkout.session.async_payment_succeeded"]
)
def test_a_paid_session_is_a_sale_known_by_its_payment(type_):
    (sale,) = translate(type_, SESSION)

    assert sale.key == ("stripe", "pi_1")
    assert (sale.gross, sale.net, sale.net_basis) == (eur("59.50"), eur("45.00"), "goods")
    assert sale.closed_at == NOW
    assert (sale.link_code, sale.click_id is not None) == ("ANA20", True)
    assert sale.buyer.external_id == ("stripe", "cus_1")
    assert (sale.buyer.email, sale.test) == ("ben@buyers.example", False)


def test_a_code_in_metadata_counts_more_than_the_reference_and_under_the_key_that_is_set():
    metadata = {"who": " BEN10 ", "ref": "ANA20"}
    (sale,) = translate(
        "checkout.session.completed", {**SESSION, "metadata": metadata}, {"code_field": "who"}
    )

    assert sale.link_code == "BEN10"


def test_test_mode_is_marked_as_a_test():
    (sale,) = translate("checkout.session.completed", SESSION, livemode=False)

    assert sale.test


@pytest.mark.parametrize(
    "change",
    [{"payment_status": "unpaid"}, {"payment_status": "no_payment_required"}, {"mode": "setup"}],
)
def test_what_is_not_paid_by_itself_is_no_sale(change):
    assert isinstance(translate("checkout.session.completed", {**SESSION, **change}), Ignored)


def test_a_subscription_is_told_by_its_invoice_alone():
    session = translate("checkout.session.completed", {**SESSION, "mode": "subscription"})
    (sale,) = translate("invoice.paid", INVOICE)

    assert isinstance(session, Ignored)
    assert (sale.key, sale.gross, sale.net) == (("stripe", "in_1"), eur("119.00"), eur("100.00"))
    assert sale.link_code == "ANA20"
    assert isinstance(translate("invoice.paid", {**INVOICE, "amount_paid": 0}), Ignored)


def test_an_older_invoice_names_its_payment_and_its_words_elsewhere():
    told = {**INVOICE, "payment_intent": "pi_9", "parent": None}
    told["subscription_details"] = {"metadata": {"ref": "OLD"}}
    (sale,) = translate("invoice.payment_succeeded", told)

    assert (sale.external_id, sale.link_code) == ("pi_9", "OLD")


@pytest.mark.parametrize(
    ("currency", "told", "minor"),
    [("jpy", 5950, 5950), ("kwd", 5950, 5950), ("isk", 595000, 5950), ("vnd", 20, 20)],
)
def test_amounts_are_exact_in_every_currency(currency, told, minor):
    session = {**SESSION, "currency": currency, "amount_total": told, "total_details": None}
    (sale,) = translate("checkout.session.completed", session)

    assert sale.gross == Money(minor=minor, currency=currency.upper())


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("succeeded", "succeeded"),
        ("pending", "pending"),
        ("requires_action", "pending"),
        ("failed", "failed"),
        ("canceled", "failed"),
    ],
)
def test_a_refund_is_told_by_itself_and_may_fail_after_it_succeeded(status, state):
    (refund,) = translate("refund.updated", {**REFUND, "status": status})

    assert (refund.external_id, refund.sale_external_id) == ("re_1", "pi_1")
    assert (refund.amount, refund.state) == (eur("10.00"), state)
    assert refund.reported_at == NOW


@pytest.mark.parametrize("type_", ["charge.refunded", "payout.paid", "something.new"])
def test_sums_and_unknown_events_are_kept_and_nothing_is_made_of_them(type_):
    assert isinstance(translate(type_, {"id": "ch_1"}), Ignored)


def test_an_event_is_known_by_its_own_id_and_type():
    label = stripe.label(Incoming({}, event("refund.created", REFUND)))

    assert (label.topic, label.external_id) == ("refund.created", "evt_1")
    assert stripe.label(Incoming({}, b"[]")).topic == "unknown"


def signed(body, secret, at=AT, scheme="v1"):
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},{scheme}={made}"


def verified(header, body, secrets=("whsec_new", "whsec_old")):
    return stripe.verify(Incoming({"stripe-signature": header}, body), list(secrets), NOW)


def test_either_secret_may_have_signed_and_any_of_several_signatures_counts():
    body = b'{\n  "id": "evt_1"\n}'
    both = f"{signed(body, 'whsec_gone')},v1={signed(body, 'whsec_old').rpartition('=')[2]}"

    assert verified(signed(body, "whsec_old"), body)
    assert verified(both, body)
    assert not verified(signed(body, "whsec_gone"), body)
    assert not verified(signed(body, "whsec_old", scheme="v0"), body)
    assert not verified(signed(body, "whsec_old"), b'{"id":"evt_1"}')


@pytest.mark.parametrize(("age_s", "taken"), [(0, True), (300, True), (301, False), (-900, True)])
def test_an_old_signature_is_refused_and_a_clock_ahead_is_not(age_s, taken):
    assert verified(signed(b"{}", "whsec_old", at=AT - age_s), b"{}") == taken


@pytest.mark.parametrize("header", ["", "t=,v1=", "t=x,v1=00", "v1=00", f"t={AT}", "t=1" * 500])
def test_a_header_of_another_form_is_refused(header):
    assert not verified(header, b"{}")


@given(st.binary(min_size=1, max_size=100), st.integers(0, 99), st.integers(1, 255))
def test_no_changed_byte_survives(body, at, change):
    other = bytearray(body)
    other[at % len(other)] ^= change

    assert not verified(signed(body, "whsec_old"), bytes(other))


@given(st.binary(max_size=300), st.text(max_size=100))
def test_no_bytes_crash_it(body, header):
    verified(header, body)
    stripe.label(Incoming({}, body))
    with contextlib.suppress(UnreadableError):
        stripe.translate("x", body, {})
