"""What a WooCommerce shop says: paid orders, refunds in them, customers, and its ping."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
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
from referral_api.sources import woocommerce
from referral_api.sources.woocommerce.client import PER_PAGE, WooCommerceClient

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
CLICK = "clk_01kk6s9v3wf4rtwa0d7k7m3v5x"
ORDER = {
    "id": 4711,
    "status": "processing",
    "currency": "EUR",
    "total": "59.50",
    "total_tax": "9.50",
    "date_created_gmt": "2026-03-05T10:00:00",
    "date_modified_gmt": "2026-03-05T10:05:00",
    "date_paid_gmt": "2026-03-05T10:04:00",
    "customer_id": 12,
    "billing": {
        "first_name": "Ben",
        "last_name": "Okafor",
        "email": "ben@buyers.example",
        "phone": "0160 1234567",
        "address_1": "Hafenstr. 1",
        "address_2": "",
        "postcode": "20457",
        "country": "DE",
        "state": "DE-HH",
    },
    "line_items": [
        {"product_id": 9, "quantity": 2, "total": "40.00", "total_tax": "7.60", "price": 20},
        {"product_id": 0, "quantity": 1, "total": "5.00", "price": 5.0},
    ],
    "fee_lines": [{"total": "-2.00"}],
    "coupon_lines": [{"code": "ana20", "discount": "3.00"}, {"code": "ana20"}],
    "meta_data": [
        {"id": 1, "key": "ref", "value": "ANA20"},
        {"id": 2, "key": "gw_click", "value": CLICK},
        {"id": 3, "key": "_wc_order_attribution_session_entry", "value": "https://x/?ref=ANA"},
        {"id": 4, "key": "plugin", "value": {"any": ["thing"]}},
    ],
    "refunds": [],
}


def translate(topic="order.updated", settings=None, **changes):
    body = orjson.dumps({**ORDER, **changes})
    return woocommerce.translate(topic, body, settings or {})


def eur(amount):
    return Money.parse(amount, "EUR")


def test_a_paid_order_is_a_sale_of_its_goods_without_tax_and_shipping():
    (sale,) = translate()

    assert sale.key == ("woocommerce", "4711")
    assert (sale.gross, sale.net, sale.net_basis) == (eur("59.50"), eur("43.00"), "goods")
    assert sale.closed_at == datetime(2026, 3, 5, 10, 4, tzinfo=UTC)
    assert sale.reported_at == datetime(2026, 3, 5, 10, 5, tzinfo=UTC)
    assert (sale.codes, sale.link_code, sale.landing_code) == (("ana20",), "ANA20", "ANA")
    assert sale.click_id is not None
    assert [item.amount for item in sale.items] == [eur("40.00"), eur("5.00")]


def test_its_buyer_is_the_account_or_whoever_was_billed():
    (sale,) = translate()
    (guest,) = translate(customer_id=0)

    assert sale.buyer.external_id == ("woocommerce", "12")
    assert (sale.buyer.email, sale.buyer.country) == ("ben@buyers.example", "DE")
    assert sale.buyer.home is not None
    assert guest.buyer.external_id is None
    assert guest.buyer.email == "ben@buyers.example"


def test_the_code_stands_in_the_field_that_the_shop_uses():
    meta = [{"key": "who_sent_you", "value": " ANA20 "}]
    (sale,) = translate(settings={"code_field": "who_sent_you"}, meta_data=meta)

    assert sale.link_code == "ANA20"


@pytest.mark.parametrize("status", ["pending", "on-hold", "checkout-draft", "wc-quote"])
def test_what_is_not_paid_is_no_sale(status):
    assert isinstance(translate(status=status, date_paid_gmt=None), Ignored)


@pytest.mark.parametrize(
    ("currency", "total", "minor"), [("JPY", "5950", 5950), ("KWD", "5.950", 5950)]
)
def test_amounts_are_exact_in_every_currency(currency, total, minor):
    (sale,) = translate(currency=currency, total=total, line_items=[], fee_lines=[])

    assert sale.gross == Money(minor=minor, currency=currency)


@pytest.mark.parametrize(
    ("total", "share"),
    [("-59.50", "43.00"), ("-29.75", "21.50"), ("-0.01", "0.01"), ("-99.00", "43.00")],
)
def test_a_refund_takes_back_the_goods_share_of_it(total, share):
    _, refund = translate(refunds=[{"id": 5, "reason": "", "total": total}])

    assert (refund.external_id, refund.amount) == ("5", eur(share))
    assert refund.sale_external_id == "4711"


def test_a_refund_that_is_told_again_with_every_change_does_not_move():
    refunds = [{"id": 5, "total": "-10.00"}]
    _, first = translate(refunds=refunds)
    _, later = translate(refunds=refunds, date_modified_gmt="2026-04-01T00:00:00")

    assert first.reported_at == later.reported_at


@pytest.mark.parametrize("status", ["cancelled", "failed", "trash"])
def test_a_paid_order_that_ended_is_taken_back(status):
    sale, end = translate(status=status)

    assert (end.external_id, end.amount) == ("cancelled", sale.net)


def test_a_customer_is_known_by_account_and_address():
    body = orjson.dumps({"id": 12, "email": "ben@buyers.example", "first_name": "Ben"})
    (told,) = woocommerce.translate("customer.updated", body, {})

    assert isinstance(told, ReportedPerson)
    assert (told.person.external_id.id, told.person.email) == ("12", "ben@buyers.example")


def test_a_customer_of_no_possible_address_is_malformed():
    with pytest.raises(UnreadableError, match="email"):
        woocommerce.translate("customer.updated", b'{"id": 12, "email": "nobody"}', {})


@pytest.mark.parametrize("topic", ["order.deleted", "coupon.created", "product.updated", "unknown"])
def test_other_topics_are_kept_and_nothing_is_made_of_them(topic):
    assert isinstance(woocommerce.translate(topic, b'{"id": 1}', {}), Ignored)


def test_php_writes_nothing_as_an_empty_list():
    (sale,) = translate(billing=[], meta_data=None, coupon_lines=[], refunds=None)

    assert sale.buyer.email is None


def signature(body, secret):
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def verified(body, given, secrets):
    incoming = Incoming({"x-wc-webhook-signature": given}, body)
    return woocommerce.verify(incoming, secrets, NOW)


def test_the_body_as_it_came_is_what_is_signed_by_either_secret():
    body = b'{"id":1,"url":"https:\\/\\/x"}'

    assert verified(body, signature(body, "old"), ["new", "old"])
    assert not verified(body, signature(body, "old"), ["new"])
    assert not verified(orjson.dumps(orjson.loads(body)), signature(body, "old"), ["old"])
    assert not verified(body, "", ["old"])
    assert not woocommerce.is_secret("")


@given(st.binary(max_size=200), st.integers(0, 199), st.integers(1, 255))
def test_no_changed_byte_survives(body, at, change):
    given_signature = signature(body, "secret")
    other = bytearray(body or b"x")
    other[at % len(other)] ^= change

    assert not verified(bytes(other), given_signature, ["secret"])


@given(st.binary(max_size=300), st.sampled_from(["order.updated", "customer.updated", "x"]))
def test_no_bytes_crash_it(body, topic):
    with_label = woocommerce.label(Incoming({"x-wc-webhook-topic": topic}, body))
    with contextlib.suppress(UnreadableError):
        woocommerce.translate(with_label.topic, body, {})


def test_the_ping_of_a_new_webhook_is_greeted_and_nothing_else_is():
    greet = woocommerce.ABOUT.greet

    assert greet(Incoming({}, b"webhook_id=17")).status == 200
    assert greet(Incoming({}, b"webhook_id=17&x=1")) is None
    assert greet(Incoming({"x-wc-webhook-signature": "x"}, b"webhook_id=17")) is None


class Store:
    """A shop's REST API: pages of its orders by the time of their change."""

    def __init__(self):
        self.orders, self.asked, self.raw = [], [], None

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = urlsplit(head.split()[1])
        query = {name: values[0] for name, values in parse_qs(path.query).items()}
        self.asked.append((path.path, query, head))
        after = query.get("modified_after", "")
        found = [each for each in self.orders if each["date_modified_gmt"] > after]
        begin = (int(query.get("page", 1)) - 1) * PER_PAGE
        body = self.raw if self.raw is not None else orjson.dumps(found[begin : begin + PER_PAGE])
        writer.write(b"HTTP/1.1 200 x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()


@pytest.fixture
async def store():
    made = Store()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/shop/"
    yield made
    server.close()


@pytest.fixture
async def client(store):
    async with httpx.AsyncClient() as http:
        settings = {"store_url": store.url}
        keys = {"consumer_key": "ck_1", "consumer_secret": "cs_1"}
        pace = Rates(1000, burst=1000)
        yield WooCommerceClient(Asking(http, pace, uuid4(), settings, keys))


async def read_all(client, since):
    page, found = None, []
    while True:
        changed = await client.changed(since, page)
        found += [(each.id, each.version) for each in changed.objects]
        page = changed.next_page
        if page is None:
            return found


@pytest.mark.parametrize("seconds", [1, 30, 120])
async def test_all_that_changed_is_found_however_many_changed_in_one_second(store, client, seconds):
    times = sorted(
        f"2026-03-05T10:{n % seconds // 60:02}:{n % seconds % 60:02}" for n in range(130)
    )
    store.orders = [{"id": n, "date_modified_gmt": at} for n, at in enumerate(times)]

    found = await read_all(client, datetime(2026, 3, 5, tzinfo=UTC))

    assert {int(id_) for id_, _ in found} == set(range(130))
    path, query, head = store.asked[0]
    assert path == "/shop/wp-json/wc/v3/orders"
    assert (query["modified_after"], query["dates_are_gmt"]) == ("2026-03-05T00:00:00", "true")
    assert base64.b64encode(b"ck_1:cs_1").decode() in head


async def test_what_is_fetched_is_translated_like_a_webhook(store, client):
    store.raw = orjson.dumps(ORDER)

    fetched = await client.fetch(Wanted("order", "4711"))

    assert fetched.external_id == "fetched:order:4711:2026-03-05T10:05:00"
    assert woocommerce.translate(fetched.topic, fetched.body, {}) == translate()


async def test_a_page_that_is_no_list_is_asked_for_again(store, client):
    store.raw = b"<html>maintenance</html>"

    with pytest.raises(TransientError):
        await client.changed(NOW, None)


async def test_a_connection_without_its_keys_says_what_it_lacks(store):
    asking = Asking(httpx.AsyncClient(), Rates(1, burst=1), uuid4(), {"store_url": "https://x"}, {})

    with pytest.raises(PermanentError, match="consumer_key"):
        WooCommerceClient(asking)
