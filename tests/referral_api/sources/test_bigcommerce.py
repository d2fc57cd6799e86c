"""What a BigCommerce store says: events that name an order, and the order that is asked for."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
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
from referral_api.ports import Asking
from referral_api.sources import bigcommerce
from referral_api.sources.bigcommerce.client import BigCommerceClient

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
ORDER = {
    "id": 4711,
    "date_created": "Thu, 05 Mar 2026 10:00:00 +0000",
    "date_modified": "Thu, 05 Mar 2026 11:05:00 +0100",
    "status_id": 11,
    "payment_status": "captured",
    "payment_method": "Credit Card",
    "currency_code": "USD",
    "default_currency_code": "EUR",
    "total_inc_tax": "59.5000",
    "total_ex_tax": "50.0000",
    "shipping_cost_ex_tax": "4.0000",
    "handling_cost_ex_tax": "2.0000",
    "wrapping_cost_ex_tax": "1.0000",
    "refunded_amount": "0.0000",
    "customer_id": 12,
    "billing_address": {
        "first_name": "Ben",
        "last_name": "Okafor",
        "email": "ben@buyers.example",
        "phone": "0160 1234567",
        "street_1": "Hafenstr. 1",
        "street_2": "",
        "zip": "20457",
        "state": "Hamburg",
        "country_iso2": "DE",
        "form_fields": [
            {"name": "Gift?", "value": False},
            {"name": "Who sent you?", "value": " BEN "},
        ],
    },
}
LINES = [
    {
        **{"id": 1, "product_id": 9, "quantity": 2, "total_ex_tax": "43.0000", "type": "physical"},
        "applied_discounts": [{"id": "coupon", "amount": 3, "code": "ana20"}],
    },
    {"id": 2, "product_id": 0, "quantity": 1, "total_ex_tax": "3.0000", "type": "digital"},
]
COUPONS = [{"id": 1, "code": " ana20 ", "discount": 3, "type": 0}, {"code": "ana20"}, {"code": ""}]
REFUND = {
    "id": 3,
    "order_id": 4711,
    "created": "2026-03-06T09:00:00Z",
    "reason": "Too small",
    "total_amount": 29.75,
    "total_tax": 4.75,
    "items": [{"item_type": "PRODUCT", "item_id": 1, "quantity": 1}],
    "payments": [{"id": 1, "provider_id": "x", "amount": 29.75, "is_declined": False}],
}


def whole(refunds=(), lines=LINES, coupons=COUPONS, **changes):
    order = {**ORDER, **changes}
    parts = {"products": lines, "coupons": coupons, "refunds": list(refunds)}
    return orjson.dumps({"order": order, **parts})


def translate(settings=None, **changes):
    return bigcommerce.translate("fetched/order", whole(**changes), settings or {})


def eur(amount):
    return Money.parse(amount, "EUR")


def test_a_paid_order_is_a_sale_of_its_goods_without_tax_and_shipping():
    (sale,) = translate()

    assert sale.key == ("bigcommerce", "4711")
    assert (sale.gross, sale.net, sale.net_basis) == (eur("59.50"), eur("43.00"), "goods")
    assert sale.closed_at == datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
    assert sale.reported_at == datetime(2026, 3, 5, 10, 5, tzinfo=UTC)
    assert [(item.product_id, item.quantity) for item in sale.items] == [("9", 2), ("0", 1)]
    assert [item.amount for item in sale.items] == [eur("40.00"), eur("3.00")]
    assert sale.test is False


def test_codes_are_the_coupons_and_what_was_typed_where_the_store_asks():
    (by_coupon,) = translate()
    (typed,) = translate({"code_field": "Who sent you?"})

    assert by_coupon.codes == ("ana20",)
    assert typed.codes == ("ana20", "BEN")


def test_its_buyer_is_the_account_or_whoever_was_billed():
    (sale,) = translate()
    (guest,) = translate(customer_id=0)

    assert sale.buyer.external_id == ("bigcommerce", "12")
    assert (sale.buyer.email, sale.buyer.country) == ("ben@buyers.example", "DE")
    assert sale.buyer.home is not None
    assert guest.buyer.external_id is None
    assert guest.buyer.email == "ben@buyers.example"


@pytest.mark.parametrize(
    ("status_id", "payment_status", "is_paid"),
    [
        (11, "captured", True),
        (7, "paid", True),
        (14, "partially refunded", True),
        (11, "authorized", False),
        (7, "authorized", False),
        (10, "authorized", True),
        (2, "pending", True),
        (11, "", True),
        (11, None, True),
        (11, "a new one", True),
        (7, "a new one", False),
        (0, None, False),
        (1, "", False),
        (6, "declined", False),
        (5, "void", False),
        (12, "held for review", False),
        (99, None, False),
    ],
)
def test_what_is_not_paid_is_no_sale(status_id, payment_status, is_paid):
    said = translate(status_id=status_id, payment_status=payment_status)

    assert isinstance(said, Ignored) is not is_paid


@pytest.mark.parametrize(
    ("currency", "total", "minor"),
    [("JPY", "5950.0000", 5950), ("KWD", "5.9500", 5950), ("USD", "62.6793", 6268)],
)
def test_amounts_are_exact_in_every_currency(currency, total, minor):
    (sale,) = translate(default_currency_code=currency, total_inc_tax=total)

    assert sale.gross == Money(minor=minor, currency=currency)


def test_gift_certificates_are_no_goods():
    certificate = {"product_id": 0, "total_ex_tax": "10.0000", "type": "giftcertificate"}
    (sale,) = translate(lines=[*LINES, certificate])

    assert sale.net == eur("33.00")


def test_what_goes_through_the_gateway_for_tests_is_a_test():
    (sale,) = translate(payment_method="Test Payment Gateway")

    assert sale.test is True


@pytest.mark.parametrize(
    ("total", "share"), [(59.5, "43.00"), (29.75, "21.50"), (0.01, "0.01"), (99, "43.00")]
)
def test_a_refund_takes_back_the_goods_share_of_it(total, share):
    _, refund = translate(refunds=[{**REFUND, "total_amount": total}])

    assert (refund.external_id, refund.amount, refund.state) == ("3", eur(share), "succeeded")
    assert refund.sale_external_id == "4711"
    assert refund.occurred_at == datetime(2026, 3, 6, 9, tzinfo=UTC)


def test_a_refund_that_was_declined_has_failed_and_one_in_part_is_less():
    payments = [
        {"amount": 20, "is_declined": True},
        {"amount": 9.75, "is_declined": False},
    ]
    _, partly = translate(refunds=[{**REFUND, "payments": payments}])
    declined = [{"amount": 29.75, "is_declined": True}]
    _, failed = translate(refunds=[{**REFUND, "payments": declined}])

    assert (partly.state, partly.amount) == ("succeeded", eur("7.05"))
    assert (failed.state, failed.amount) == ("failed", eur("21.50"))


def test_a_refund_of_shipping_alone_takes_back_nothing():
    facts = translate(refunds=[{**REFUND, "items": [{"item_type": "SHIPPING"}]}])

    assert len(facts) == 1


@pytest.mark.parametrize(
    ("status_id", "refunds", "ids"),
    [
        (5, (), ["cancelled"]),
        (6, (), ["cancelled"]),
        (4, (), ["cancelled"]),
        (4, (REFUND,), ["3"]),
        (5, (REFUND,), ["3", "cancelled"]),
        (13, (), []),
    ],
)
def test_a_paid_order_that_ended_is_taken_back(status_id, refunds, ids):
    sale, *back = translate(status_id=status_id, refunds=refunds)

    assert [each.external_id for each in back] == ids
    assert all(each.amount in (sale.net, eur("21.50")) for each in back)


@pytest.mark.parametrize("payment_status", ["", None, "a new one"])
def test_a_cancelled_order_that_was_paid_by_hand_takes_back_what_it_was(payment_status):
    (end,) = translate(status_id=5, payment_status=payment_status)

    assert (end.external_id, end.sale_external_id) == ("cancelled", "4711")
    assert end.amount == eur("43.00")


def test_of_two_states_the_newer_one_is_told_by_its_own_time():
    (newer,) = translate(date_modified="Fri, 06 Mar 2026 00:00:00 -0000")
    (older,) = translate()

    assert newer.told_at == datetime(2026, 3, 6, tzinfo=UTC)
    assert newer.told_at > older.told_at


@pytest.mark.parametrize(
    "changes",
    [
        {"date_created": "Thu, 05 Mar 99999999999 10:00:00 +0000"},
        {"date_created": "soon, or never"},
        {"date_modified": "0001-01-01T00:00:00+14:00"},
        {"currency_code": None},
        {"default_currency_code": "XXY"},
        {"total_inc_tax": "NaN"},
        {"total_ex_tax": "1e99"},
        {"id": None},
        {"refunds": [{"id": 1}]},
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(changes):
    with pytest.raises(UnreadableError):
        translate(**changes)


@pytest.mark.parametrize("number", [b"1e40099999", b"1e-40099999", b"1e9999999999999999999"])
def test_a_number_too_long_to_write_out_is_unreadable_at_once(number):
    body = whole().replace(b'"status_id":11', b'"status_id":' + number)

    with pytest.raises(UnreadableError):
        bigcommerce.translate("fetched/order", body, {})


def test_an_order_of_nothing_is_no_division_by_zero():
    sale, refund = translate(
        total_inc_tax="0", total_ex_tax="0", refunds=[{**REFUND, "total_amount": -1}]
    )

    assert (sale.gross.minor, refund.amount.minor) == (0, 0)


def event(scope="store/order/created", data=None):
    said = data or {"type": "order", "id": 4711}
    times = {"created_at": int(NOW.timestamp()), "hash": "ab" * 20}
    return orjson.dumps({"scope": scope, "store_id": "1", "data": said, **times})


@pytest.mark.parametrize(
    ("scope", "data"),
    [
        ("store/order/created", {"type": "order", "id": 4711}),
        ("store/order/updated", {"type": "order", "id": "4711"}),
        ("store/order/statusUpdated", {"id": 4711, "status": {"new_status_id": 11}}),
        ("store/order/refund/created", {"id": 4711, "refund": {"refund_id": 3}}),
        ("store/order/transaction/created", {"id": 4711}),
        ("store/channel/7/order/updated", {"type": "order", "order_id": 4711}),
    ],
)
def test_an_event_of_an_order_has_it_asked_for(scope, data):
    assert bigcommerce.translate(scope, event(scope, data), {}) == (Wanted("order", "4711"),)


@pytest.mark.parametrize(
    "scope",
    ["store/order/archived", "store/cart/converted", "store/customer/created", "store/order/new"],
)
def test_other_scopes_are_kept_and_nothing_is_made_of_them(scope):
    # What is in the body counts, which was signed.
    assert isinstance(bigcommerce.translate("store/order/created", event(scope), {}), Ignored)


@pytest.mark.parametrize("number", [None, "", "../products", -1, 1.5, True, "9" * 21])
def test_an_event_that_names_no_order_is_unreadable(number):
    with pytest.raises(UnreadableError):
        bigcommerce.translate("x", event(data={"id": number}), {})


def signed(body, secret, at=NOW, message_id="msg_1"):
    timestamp = str(int(at.timestamp()))
    made = hmac.new(
        secret.encode(), f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256
    ).digest()
    signature = f"v1,{base64.b64encode(made).decode()}"
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,AAAA {signature}",
    }


def verified(body, headers, secrets):
    return bigcommerce.verify(Incoming(headers, body), secrets, NOW)


def test_id_time_and_body_as_they_came_are_signed_by_either_secret():
    body = event()
    headers = signed(body, "old")

    assert verified(body, headers, ["new", "old"])
    assert not verified(body, headers, ["new"])
    assert not verified(
        orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2), headers, ["old"]
    )
    assert not verified(body, {**headers, "webhook-id": "msg_2"}, ["old"])
    assert not verified(body, {}, ["old"])
    assert not bigcommerce.is_secret("")


@pytest.mark.parametrize(
    ("age_s", "is_good"), [(0, True), (299, True), (301, False), (-301, False)]
)
def test_what_was_signed_long_ago_is_stale(age_s, is_good):
    headers = signed(event(), "secret", NOW - timedelta(seconds=age_s))

    assert verified(event(), headers, ["secret"]) is is_good


def test_a_repeated_event_keeps_its_id_and_one_without_is_known_by_what_it_says():
    assert bigcommerce.label(Incoming({"webhook-id": "msg_1"}, event())).external_id == "msg_1"
    assert bigcommerce.label(Incoming({}, event())).external_id is None
    assert bigcommerce.label(Incoming({}, b"[]")).topic == "unknown"


@given(st.binary(max_size=200), st.integers(0, 199), st.integers(1, 255))
def test_no_changed_byte_survives(body, at, change):
    headers = signed(body, "secret")
    other = bytearray(body or b"x")
    other[at % len(other)] ^= change

    assert not verified(bytes(other), headers, ["secret"])


@given(st.binary(max_size=300), st.integers(0, 1500), st.integers(0, 20))
def test_no_bytes_crash_it(noise, at, cut):
    text = whole(refunds=[REFUND])
    for body in (noise, text[:at] + noise[:20] + text[at + cut :], event()[:at] + noise):
        topic = bigcommerce.label(Incoming({}, body)).topic
        for each in (topic, "fetched/order"):
            with contextlib.suppress(UnreadableError):
                bigcommerce.translate(each, body, {"code_field": "x"})


class Store:
    """BigCommerce's API: what it answers by path, and what it was asked."""

    def __init__(self):
        self.answers, self.asked = {}, []

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = urlsplit(head.split()[1]).path
        self.asked.append((path, head))
        status, body = self.answers.get(path, (404, b"{}"))
        writer.write(b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
        await writer.drain()
        writer.close()


@pytest.fixture
async def store():
    made = Store()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


@pytest.fixture
async def client(store):
    async with httpx.AsyncClient() as http:
        keys = {"access_token": "token1"}
        asking = Asking(http, Rates(1000, burst=1000), uuid4(), {"store_hash": "a1b2"}, keys)
        yield BigCommerceClient(asking, api=store.url)


V2, V3 = "/stores/a1b2/v2/orders/4711", "/stores/a1b2/v3/orders/4711"


def answering(store, **changes):
    store.answers = {
        V2: (200, orjson.dumps({**ORDER, **changes})),
        f"{V2}/products": (200, orjson.dumps(LINES)),
        f"{V2}/coupons": (200, orjson.dumps(COUPONS)),
        f"{V3}/payment_actions/refunds": (200, orjson.dumps({"data": [REFUND], "meta": {}})),
    }


async def test_what_is_fetched_is_the_order_with_all_that_belongs_to_it(store, client):
    answering(store)

    fetched = await client.fetch(Wanted("order", "4711"))

    assert (fetched.topic, fetched.id) == ("fetched/order", "4711")
    assert fetched.version.startswith("2026-03-05T10:05:00:")
    assert bigcommerce.translate(fetched.topic, fetched.body, {}) == translate(refunds=[REFUND])
    assert [path for path, _ in store.asked] == list(store.answers)
    assert all("x-auth-token: token1" in head.lower() for _, head in store.asked)


async def test_the_same_state_is_one_version_and_a_new_refund_another(store, client):
    answering(store)
    first, again = [await client.fetch(Wanted("order", "4711")) for _ in range(2)]
    store.answers[f"{V3}/payment_actions/refunds"] = (200, b'{"data":[]}')

    other = await client.fetch(Wanted("order", "4711"))

    assert first.external_id == again.external_id != other.external_id


async def test_of_nothing_it_answers_without_a_body(store, client):
    answering(store)
    for path in (f"{V2}/coupons", f"{V3}/payment_actions/refunds"):
        store.answers[path] = (204, b"")

    fetched = await client.fetch(Wanted("order", "4711"))

    (sale,) = bigcommerce.translate(fetched.topic, fetched.body, {})
    assert sale.codes == ()


async def test_an_order_that_is_gone_is_none(client):
    assert await client.fetch(Wanted("order", "4711")) is None


@pytest.mark.parametrize(
    ("path", "answer", "error"),
    [
        (V2, (200, b"<html>maintenance</html>"), TransientError),
        (V2, (200, b'{"id":1}'), TransientError),
        (f"{V2}/products", (200, b"{}"), TransientError),
        (f"{V2}/coupons", (429, b""), TransientError),
        (f"{V2}/products", (200, b'[{"id":99999999999999999999999}]'), TransientError),
        (f"{V3}/payment_actions/refunds", (403, b""), PermanentError),
    ],
)
async def test_what_it_cannot_answer_is_asked_for_again_or_never(
    store, client, path, answer, error
):
    answering(store)
    store.answers[path] = answer

    with pytest.raises(error):
        await client.fetch(Wanted("order", "4711"))


@pytest.mark.parametrize(
    ("settings", "keys", "lacks"),
    [({}, {"access_token": "x"}, "store_hash"), ({"store_hash": "x"}, {}, "access_token")],
)
async def test_a_connection_without_its_token_says_what_it_lacks(settings, keys, lacks):
    async with httpx.AsyncClient() as http:
        asking = Asking(http, Rates(1, burst=1), uuid4(), settings, keys)

        with pytest.raises(PermanentError, match=lacks):
            BigCommerceClient(asking)
