"""What Square says: completed payments, refunds, customers, and what must be asked for."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.errors import PermanentError, TransientError
from goodword.money import Money
from referral_api.domain.businesses.rates import Rates
from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.connections.wanted import Wanted
from referral_api.domain.people.reported import ReportedPerson
from referral_api.ports import Asking
from referral_api.sources import square
from referral_api.sources.square.client import SquareClient

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
URL = "https://goodword.example/webhooks/con_1?from=square"
CLICK = "clk_01kk6s9v3wf4rtwa0d7k7m3v5x"


def usd(minor):
    return {"amount": minor, "currency": "USD"}


PAYMENT = {
    "id": "pay_1",
    "status": "COMPLETED",
    "order_id": "ord/1",
    "location_id": "loc_1",
    "customer_id": "cus_1",
    "team_member_id": "tm_1",
    "amount_money": usd(11900),
    "tip_money": usd(1100),
    "total_money": usd(13000),
    "created_at": "2026-03-05T10:00:00.000Z",
    "updated_at": "2026-03-05T10:05:00.000Z",
    "version_token": "v1",
}
REFUND = {
    "id": "ref_1",
    "status": "COMPLETED",
    "payment_id": "pay_1",
    "order_id": "ord_of_the_return",
    "amount_money": usd(1300),
    "processing_fee": [{"amount_money": usd(-59), "type": "INITIAL"}],
    "reason": "Too small",
    "created_at": "2026-03-06T10:00:00.000Z",
    "updated_at": "2026-03-06T10:05:00.000Z",
}
ORDER = {
    "id": "ord/1",
    "version": 4,
    "customer_id": "cus_1",
    "reference_id": "ANA20",
    "metadata": {"gw_click": CLICK},
    "discounts": [{"name": "ANA20"}, {"name": "ANA20"}, {}],
    "line_items": [
        {
            "catalog_object_id": "obj_1",
            "item_type": "ITEM",
            "quantity": "2",
            "total_money": usd(5950),
            "total_tax_money": usd(950),
        },
        {"quantity": "0.5", "total_money": usd(2950), "total_tax_money": usd(0)},
        {"item_type": "GIFT_CARD", "quantity": "1", "total_money": usd(3000)},
    ],
    "total_money": usd(13000),
    "total_tip_money": usd(1100),
}
CUSTOMER = {
    "id": "cus_1",
    "given_name": "Ben",
    "family_name": "Okafor",
    "email_address": "ben@buyers.example",
    "phone_number": "+13055550123",
}


def event(type_, **told):
    made = {"merchant_id": "m_1", "type": type_, "event_id": "evt_1", "data": {"object": told}}
    return orjson.dumps(made)


def translate(type_, settings=None, **told):
    return square.translate(type_, event(type_, **told), settings or {})


def fetched(kind, settings=None, **told):
    return square.translate(f"fetched/{kind}", orjson.dumps(told), settings or {})


def money(minor):
    return Money(minor=minor, currency="USD")


@pytest.mark.parametrize("type_", ["payment.created", "payment.updated"])
def test_a_completed_payment_is_a_sale_without_its_tip(type_):
    (sale,) = translate(type_, payment=PAYMENT)

    assert sale.key == ("square", "pay_1")
    assert (sale.gross, sale.net, sale.net_basis) == (money(13000), money(11900), "gross")
    assert sale.closed_at == datetime(2026, 3, 5, 10, tzinfo=UTC)
    assert sale.reported_at == datetime(2026, 3, 5, 10, 5, tzinfo=UTC)
    assert sale.buyer.external_id == ("square", "cus_1")
    assert sale.metadata == {"location_id": "loc_1", "team_member_id": "tm_1"}
    assert not sale.test


@pytest.mark.parametrize("status", ["APPROVED", "PENDING", "CANCELED", "FAILED", "SOMETHING_NEW"])
def test_a_payment_in_any_other_state_is_no_sale(status):
    told = {**PAYMENT, "status": status}

    assert isinstance(translate("payment.updated", payment=told), Ignored)
    assert isinstance(translate("payment.updated", {"orders": "yes"}, payment=told), Ignored)
    assert isinstance(fetched("payment", payment=told), Ignored)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reference_id": " ANA20 ", "note": "BEN10"}, "ANA20"),
        ({"note": "BEN10"}, "BEN10"),
        ({"note": "for the blue one"}, None),
        ({"note": " "}, None),
        ({}, None),
    ],
)
def test_a_payment_can_name_a_code_itself(said, code):
    (sale,) = translate("payment.updated", payment={**PAYMENT, **said})

    assert sale.link_code == code


def test_the_sandbox_sells_nothing_but_tests():
    (sale,) = translate("payment.updated", {"environment": "sandbox"}, payment=PAYMENT)

    assert sale.test


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 5950), ("KWD", 5950), ("EUR", 1)])
def test_amounts_are_whole_minor_units_in_every_currency(currency, minor):
    amount = {"amount": minor, "currency": currency}
    told = {**PAYMENT, "amount_money": amount, "total_money": None}
    (sale,) = translate("payment.updated", payment=told)

    assert sale.gross == sale.net == Money(minor=minor, currency=currency)


@pytest.mark.parametrize(
    "amount",
    [{"amount": 1, "currency": "XQX"}, {"amount": 1.5, "currency": "USD"}, {"amount": 10**16}],
)
def test_what_is_no_money_is_told_and_guessed_at_never(amount):
    with pytest.raises(UnreadableError):
        translate("payment.updated", payment={**PAYMENT, "total_money": amount})


@pytest.mark.parametrize("type_", ["refund.created", "refund.updated"])
@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("PENDING", "pending"),
        ("COMPLETED", "succeeded"),
        ("REJECTED", "failed"),
        ("FAILED", "failed"),
    ],
)
def test_a_refund_is_told_by_itself_and_may_fail(type_, status, state):
    (refund,) = translate(type_, refund={**REFUND, "status": status})

    assert (refund.external_id, refund.sale_external_id) == ("ref_1", "pay_1")
    assert (refund.amount, refund.state, refund.reason) == (money(1300), state, "Too small")
    assert refund.occurred_at == datetime(2026, 3, 6, 10, tzinfo=UTC)
    assert refund.reported_at == datetime(2026, 3, 6, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize("change", [{"payment_id": None}, {"status": "SOMETHING_NEW"}])
def test_a_refund_of_nothing_or_in_an_unknown_state_is_kept_and_nothing_is_made_of_it(change):
    assert isinstance(translate("refund.updated", refund={**REFUND, **change}), Ignored)


def test_a_customer_is_known_by_id_and_addresses():
    (told,) = translate("customer.updated", customer=CUSTOMER)

    assert isinstance(told, ReportedPerson)
    assert (told.person.external_id.id, told.person.email) == ("cus_1", "ben@buyers.example")
    assert (told.person.name.given, told.person.phone) == ("Ben", "+13055550123")
    with pytest.raises(UnreadableError, match="email"):
        translate("customer.updated", customer={**CUSTOMER, "email_address": "nobody"})


@pytest.mark.parametrize(
    ("type_", "reason"),
    [
        ("webhooks.test_notification", "It is a test notification."),
        ("order.updated", "The payment is the sale, and not the order."),
        ("customer.deleted", "Nothing is made of the event 'customer.deleted'."),
        ("loyalty.event.created", "Nothing is made of the event 'loyalty.event.created'."),
    ],
)
def test_other_events_are_kept_and_nothing_is_made_of_them(type_, reason):
    body = orjson.dumps({"type": type_, "event_id": "evt_1", "data": {"type": "x", "id": "y"}})

    assert square.translate(type_, body, {}) == Ignored(reason)


@pytest.mark.parametrize("type_", ["payment.updated", "refund.updated", "customer.updated"])
def test_an_event_without_its_object_is_malformed(type_):
    with pytest.raises(UnreadableError):
        translate(type_)


def test_where_orders_are_asked_for_a_payment_and_a_refund_only_name_what_to_ask():
    settings = {"orders": "yes"}

    assert translate("payment.updated", settings, payment=PAYMENT) == (Wanted("payment", "pay_1"),)
    assert translate("refund.updated", settings, refund=REFUND) == (Wanted("refund", "ref_1"),)
    assert isinstance(translate("customer.created", settings, customer=CUSTOMER)[0], ReportedPerson)


def test_with_its_order_a_sale_has_codes_goods_and_a_buyer():
    (sale,) = fetched("payment", payment=PAYMENT, order=ORDER, customer=CUSTOMER)

    assert (sale.gross, sale.net, sale.net_basis) == (money(13000), money(7950), "goods")
    assert (sale.codes, sale.link_code, sale.click_id is not None) == (("ANA20",), "ANA20", True)
    assert [(item.product_id, item.quantity) for item in sale.items] == [
        ("obj_1", 2),
        (None, 1),
        (None, 1),
    ]
    assert sale.buyer.external_id == ("square", "cus_1")
    assert (sale.buyer.email, sale.buyer.display_name) == ("ben@buyers.example", "Ben Okafor")


def test_a_code_stands_in_the_metadata_before_the_reference():
    order = {**ORDER, "metadata": {"who": "BEN10"}}
    (sale,) = fetched("payment", {"code_field": "who"}, payment=PAYMENT, order=order)

    assert sale.link_code == "BEN10"


def test_of_two_payments_each_is_the_sale_of_its_part_of_the_goods():
    first = {**PAYMENT, "amount_money": usd(4000), "total_money": usd(4000)}
    second = {**PAYMENT, "amount_money": usd(7900), "total_money": usd(9000)}
    sales = [fetched("payment", payment=each, order=ORDER)[0] for each in (first, second)]

    assert [sale.net for sale in sales] == [money(2672), money(5278)]
    assert sum(sale.net.minor for sale in sales) == 7950


@pytest.mark.parametrize(("moved", "goods"), [(13000, 7950), (1300, 795), (1, 1), (99999, 7950)])
def test_a_refund_takes_back_the_goods_share_of_its_payment(moved, goods):
    told = {**REFUND, "amount_money": usd(moved)}
    (refund,) = fetched("refund", refund=told, payment=PAYMENT, order=ORDER)

    assert refund.amount == money(goods)


def test_an_order_that_is_gone_costs_no_sale():
    (sale,) = fetched("payment", payment=PAYMENT, order=None, customer=None)
    (refund,) = fetched("refund", refund=REFUND, payment=None, order=None)

    assert (sale.net, sale.net_basis, refund.amount) == (money(11900), "gross", money(1300))


def test_an_event_is_known_by_its_own_id_and_type():
    label = square.label(Incoming({}, event("payment.updated", payment=PAYMENT)))

    assert (label.topic, label.external_id) == ("payment.updated", "evt_1")
    assert square.label(Incoming({}, b"[]")).topic == "unknown"


def test_a_repeated_or_older_report_says_when_it_was_true():
    told = [
        translate("payment.updated", payment={**PAYMENT, "updated_at": at})[0]
        for at in ("2026-03-05T10:05:00Z", "2026-03-05T10:01:00Z", "2026-03-05T10:05:00Z")
    ]

    assert told[0] == told[2]
    assert told[1].told_at < told[0].told_at


def signed(body, secret, url=URL):
    made = hmac.new(secret.encode(), url.encode() + body, hashlib.sha256).digest()
    return base64.b64encode(made).decode()


def verified(body, given, secrets=("new", "old"), url=URL):
    incoming = Incoming({"x-square-hmacsha256-signature": given}, body, url)
    return square.verify(incoming, list(secrets), NOW)


def test_address_and_body_as_they_came_are_what_is_signed_by_either_secret():
    body = b'{\n  "type": "payment.updated"\n}'

    assert verified(body, signed(body, "new"))
    assert verified(body, signed(body, "old"))
    assert not verified(body, signed(body, "gone"))
    assert not verified(orjson.dumps(orjson.loads(body)), signed(body, "old"))
    assert not verified(body, signed(body, "old"), url=URL.partition("?")[0])
    assert not verified(body, signed(body, "old", url=""))
    assert not square.is_secret("")


@pytest.mark.parametrize("given", ["", "x", "é", "=" * 44, "0" * 64])
def test_a_signature_of_another_form_is_refused(given):
    assert not verified(b"{}", given)


@given(st.binary(min_size=1, max_size=200), st.integers(0, 199), st.integers(1, 255))
def test_no_changed_byte_survives(body, at, change):
    other = bytearray(body)
    other[at % len(other)] ^= change

    assert not verified(bytes(other), signed(body, "old"))


TOPICS = ["payment.updated", "refund.updated", "customer.updated", "fetched/payment", "x"]


@given(st.binary(max_size=300), st.sampled_from(TOPICS), st.text(max_size=60), st.text(max_size=60))
def test_no_bytes_crash_it(body, topic, given_signature, url):
    verified(body, given_signature, url=url)
    square.label(Incoming({}, body))
    with contextlib.suppress(UnreadableError):
        square.translate(topic, body, {"orders": "yes"})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just("COMPLETED"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(ORDER)), st.sampled_from(sorted(PAYMENT)), ANYTHING)
def test_no_value_in_any_field_crashes_it(of_order, of_payment, value):
    payment, order = {**PAYMENT, of_payment: value}, {**ORDER, of_order: value}
    for told in (
        {"payment": payment, "order": order, "customer": value},
        {"refund": {**REFUND, "amount_money": value}, "payment": payment, "order": order},
    ):
        try:
            body = orjson.dumps(told)
        except TypeError:
            return
        with contextlib.suppress(UnreadableError):
            square.translate("fetched/payment", body, {})


class Api:
    """Square's API: objects by path."""

    def __init__(self):
        self.objects = {}
        self.asked, self.raw, self.status = [], None, 200

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split()[1]
        self.asked.append((path, head))
        body = self.raw if self.raw is not None else orjson.dumps(self.objects.get(path))
        status = self.status if path in self.objects or self.raw is not None else 404
        writer.write(b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body)
        await writer.drain()
        writer.close()


@pytest.fixture
async def api():
    made = Api()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    made.objects = {
        "/v2/payments/pay_1": {"payment": PAYMENT},
        "/v2/refunds/ref_1": {"refund": REFUND},
        "/v2/orders/ord%2F1": {"order": ORDER},
        "/v2/customers/cus_1": {"customer": CUSTOMER},
    }
    yield made
    server.close()


@pytest.fixture
async def client(api):
    async with httpx.AsyncClient() as http:
        asking = Asking(http, Rates(1000, burst=1000), uuid4(), {}, {"access_token": "EAAA1"})
        yield SquareClient(asking, api.url)


async def test_a_payment_is_fetched_with_its_order_and_its_customer(api, client):
    found = await client.fetch(Wanted("payment", "pay_1"))

    assert found.external_id == "fetched:payment:pay_1:2026-03-05T10:05:00.000Z/4"
    assert square.translate(found.topic, found.body, {}) == fetched(
        "payment", payment=PAYMENT, order=ORDER, customer=CUSTOMER
    )
    assert all("authorization: bearer eaaa1" in head.lower() for _, head in api.asked)


async def test_a_refund_is_fetched_with_its_payment_and_the_order_that_was_bought(client):
    found = await client.fetch(Wanted("refund", "ref_1"))

    (refund,) = square.translate(found.topic, found.body, {})
    assert (found.topic, refund.amount) == ("fetched/refund", money(795))


async def test_what_is_gone_is_left_out(api, client):
    del api.objects["/v2/orders/ord%2F1"]
    del api.objects["/v2/customers/cus_1"]
    found = await client.fetch(Wanted("payment", "pay_1"))
    (sale,) = square.translate(found.topic, found.body, {})

    assert (sale.net, sale.buyer.external_id) == (money(11900), ("square", "cus_1"))
    assert await client.fetch(Wanted("payment", "pay_2")) is None


@pytest.mark.parametrize("raw", [b"<html>", b"[]", b"{}", b'{"payment": 1}'])
async def test_an_answer_of_another_form_is_asked_for_again(api, client, raw):
    api.raw = raw

    with pytest.raises(TransientError):
        await client.fetch(Wanted("payment", "pay_1"))


@pytest.mark.parametrize(("status", "error"), [(401, PermanentError), (503, TransientError)])
async def test_a_refused_token_is_no_reason_to_try_again_and_a_breakdown_is(
    api, client, status, error
):
    api.status = status

    with pytest.raises(error):
        await client.fetch(Wanted("payment", "pay_1"))


async def test_a_connection_without_its_token_says_what_it_lacks():
    async with httpx.AsyncClient() as http:
        asking = Asking(http, Rates(1, burst=1), uuid4(), {}, {})

        with pytest.raises(PermanentError, match="access_token"):
            SquareClient(asking)
