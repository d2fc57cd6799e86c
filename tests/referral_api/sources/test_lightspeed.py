"""What Lightspeed says: sales that are closed or paid in parts, returns, voids, and customers."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit
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
from referral_api.domain.sales.part_payment import PartPayment
from referral_api.domain.sales.sale import Buyer
from referral_api.ports import Asking
from referral_api.sources import lightspeed
from referral_api.sources.lightspeed.client import LightspeedClient
from referral_api.sources.lightspeed.payload import payload_of

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
SETTINGS = {"currency": "NZD"}
CUSTOMER = {
    "id": "cus_1",
    "customer_code": "ben-7",
    "first_name": "Ben",
    "last_name": "",
    "custom_field_1": " ANA20 ",
    "custom_field_2": "",
    "contact": {"last_name": "Okafor", "email": "ben@buyers.example", "phone": "+6495550123"},
}
SALE = {
    "id": "sal_1",
    "register_id": "reg_1",
    "customer_id": "cus_1",
    "customer": CUSTOMER,
    "user_id": "usr_1",
    "user_name": "staff@shop.example",
    "sale_date": "2026-03-05 10:00:00",
    "created_at": "2026-03-05 10:00:01",
    "updated_at": "2026-03-05 10:05:00",
    "deleted_at": "",
    "total_price": 20.73,
    "total_tax": 3.12,
    "note": "BEN10",
    "status": "CLOSED",
    "register_sale_products": [
        {
            "product_id": "pro_1",
            "quantity": 2,
            "price": 9.1,
            "price_total": 18.2,
            "tax": 1.37,
            "tax_total": 2.74,
        },
        {"product_id": "pro_2", "quantity": 0.5, "price": 5.06, "tax": 0.76, "tax_total": ""},
    ],
    "totals": {"total_tax": 3.12, "total_price": 20.73, "total_payment": 23.85},
}
RETURN = {
    **SALE,
    "id": "sal_2",
    "return_for": "sal_1",
    "note": "Too small",
    "total_price": -9.1,
    "total_tax": -1.37,
    "sale_date": "2026-03-06T10:00:00+00:00",
    "updated_at": "2026-03-06T10:05:00+00:00",
    "register_sale_products": [
        {"product_id": "pro_1", "quantity": -1, "price": 9.1, "price_total": -9.1}
    ],
    "totals": {"total_payment": -10.47},
}


def form(told):
    fields = {"domain_prefix": "shop", "payload": orjson.dumps(told).decode(), "environment": "p"}
    return urlencode(fields).encode()


def translate(told, **settings):
    return lightspeed.translate("sale.update", form(told), {**SETTINGS, **settings})


def nzd(amount):
    return Money.parse(amount, "NZD")


def test_a_closed_sale_is_a_sale_without_its_tax():
    (sale,) = translate(SALE)

    assert sale.key == ("lightspeed", "sal_1")
    assert (sale.gross, sale.net, sale.net_basis) == (nzd("23.85"), nzd("20.73"), "goods")
    assert sale.closed_at == datetime(2026, 3, 5, 10, tzinfo=UTC)
    assert sale.reported_at == datetime(2026, 3, 5, 10, 5, tzinfo=UTC)
    assert [(item.product_id, item.quantity, item.amount) for item in sale.items] == [
        ("pro_1", 2, nzd("18.20")),
        ("pro_2", 1, nzd("2.53")),
    ]
    assert sale.metadata == {"register_id": "reg_1", "user_id": "usr_1"}


def test_its_buyer_is_the_customer_and_nobody_where_none_was_chosen():
    walk_in = {"id": "cus_0", "customer_code": "WALKIN", "custom_field_1": "X", "contact": {}}
    (sale,) = translate(SALE)
    (other,) = translate({**SALE, "customer": walk_in}, code_field="custom_field_1")
    (bare,) = translate({**SALE, "customer": [], "customer_id": ""})

    assert sale.buyer.external_id == ("lightspeed", "cus_1")
    assert (sale.buyer.email, sale.buyer.phone) == ("ben@buyers.example", "+6495550123")
    assert sale.buyer.display_name == "Ben Okafor"
    assert (other.buyer, other.codes) == (Buyer(), ())
    assert bare.buyer == Buyer()


@pytest.mark.parametrize(
    ("change", "settings", "codes"),
    [
        ({}, {}, ("BEN10",)),
        ({"note": " for the blue one "}, {}, ()),
        ({"note": None}, {}, ()),
        ({}, {"code_field": "custom_field_1"}, ("ANA20",)),
        ({}, {"code_field": "custom_field_2"}, ()),
        ({}, {"code_field": "customer_code"}, ("ben-7",)),
    ],
)
def test_a_code_stands_alone_in_the_note_or_in_the_field_that_is_set(change, settings, codes):
    (sale,) = translate({**SALE, **change}, **settings)

    assert sale.codes == codes


@pytest.mark.parametrize(
    "change",
    [
        {"status": "LAYBY_CLOSED"},
        {"status": "ONACCOUNT_CLOSED"},
        {"status": "PICKED_UP_CLOSED"},
        {"status": None, "state": "closed"},
        {"status": "SOMETHING_NEW", "state": "closed"},
    ],
)
def test_every_way_to_be_closed_is_a_sale(change):
    assert translate({**SALE, **change}) == translate(SALE)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "SAVED"},
        {"status": "OPEN"},
        {"status": "AWAITING_PICKUP"},
        {"status": "SOMETHING_NEW"},
        {"status": "CLOSED", "state": "parked"},
        {"status": None},
        {"status": "VOIDED", "totals": {"total_payment": 0}},
        {"total_price": -20.73, "total_tax": -3.12},
        {"total_price": 0, "total_tax": 0},
    ],
)
def test_what_is_not_closed_or_of_no_worth_is_no_sale(change):
    assert isinstance(translate({**SALE, **change}), Ignored)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "LAYBY"},
        {"status": "ONACCOUNT"},
        {"status": None, "state": "pending", "register_sale_attributes": [{}, "layby"]},
    ],
)
def test_a_sale_that_is_paid_in_parts_counts_when_all_is_paid(change):
    (part,) = translate({**SALE, **change, "totals": {"total_payment": 5}})

    assert isinstance(part, PartPayment)
    assert (part.gross, part.paid, part.cancelled) == (nzd("23.85"), nzd("5.00"), False)


def test_a_voided_sale_is_taken_back_whole_and_its_parts_are_given_up():
    sale, end = translate({**SALE, "status": "VOIDED", "updated_at": "2026-03-07 10:00:00"})
    (part,) = translate({**SALE, "status": "VOIDED", "totals": {"total_payment": 5.0}})

    assert (end.external_id, end.sale_external_id) == ("cancelled", "sal_1")
    assert end.amount == sale.net
    assert end.reported_at == sale.closed_at
    assert isinstance(part, PartPayment)
    assert part.cancelled


def test_a_return_is_a_refund_of_the_sale_that_it_names():
    (refund,) = translate(RETURN)

    assert (refund.external_id, refund.sale_external_id) == ("sal_2", "sal_1")
    assert (refund.amount, refund.state, refund.reason) == (nzd("9.10"), "succeeded", "Too small")
    assert refund.reported_at == datetime(2026, 3, 6, 10, 5, tzinfo=UTC)


def test_a_return_that_is_voided_gave_nothing_back_and_one_that_is_parked_gives_nothing_yet():
    (refund,) = translate({**RETURN, "status": "VOIDED"})

    assert (refund.external_id, refund.state) == ("sal_2", "failed")
    assert isinstance(translate({**RETURN, "status": "SAVED"}), Ignored)
    assert isinstance(translate({**RETURN, "return_for": None}), Ignored)


def test_goods_that_were_taken_for_a_return_are_a_sale_beside_the_refund():
    taken = {"product_id": "pro_3", "quantity": 1, "price_total": 30.0, "tax_total": 4.5}
    swap = {
        **RETURN,
        "total_price": 20.9,
        "register_sale_products": [*RETURN["register_sale_products"], taken],
    }
    refund, sale = translate(swap)
    *_, end = translate({**swap, "status": "VOIDED"})

    assert refund.amount == nzd("9.10")
    assert (sale.external_id, sale.gross, sale.net) == ("sal_2", nzd("34.50"), nzd("30.00"))
    assert [item.product_id for item in sale.items] == ["pro_3"]
    assert (end.external_id, end.amount) == ("cancelled", nzd("30.00"))


@pytest.mark.parametrize(
    ("currency", "price", "minor"), [("JPY", 5950.0, 5950), ("KWD", 5.95, 5950), ("NZD", 0.1, 10)]
)
def test_amounts_are_exact_in_the_currency_that_is_set(currency, price, minor):
    told = {**SALE, "total_price": price, "total_tax": 0, "register_sale_products": []}
    (sale,) = translate(told, currency=currency)

    assert sale.net == sale.gross == Money(minor=minor, currency=currency)


def test_nothing_is_sold_in_a_currency_that_nobody_named():
    with pytest.raises(UnreadableError, match="currency"):
        lightspeed.translate("sale.update", form(SALE), {})


@given(st.text(st.sampled_from('%25"2:C,{}[]/ +&=\u00e4')))
def test_a_form_says_what_was_put_into_it(text):
    assert payload_of(form({"note": text})) == {"note": text}


def test_a_customer_is_known_by_id_and_addresses():
    (told,) = translate(CUSTOMER)

    assert isinstance(told, ReportedPerson)
    assert (told.person.external_id.id, told.person.email) == ("cus_1", "ben@buyers.example")
    assert (told.person.name.given, told.person.name.family) == ("Ben", "Okafor")
    assert isinstance(translate({**CUSTOMER, "customer_code": "WALKIN"}), Ignored)


@pytest.mark.parametrize(
    "change", [{"id": ""}, {"contact": {"email": "nobody"}}, {"contact": "nobody"}]
)
def test_a_customer_of_no_id_or_no_possible_address_is_malformed(change):
    with pytest.raises(UnreadableError):
        translate({**CUSTOMER, **change})


@pytest.mark.parametrize("told", [{"handle": "coffee"}, {"outlet_id": "x", "count": 3}, {}])
def test_products_and_stock_are_kept_and_nothing_is_made_of_them(told):
    assert translate(told) == Ignored("It is neither a sale nor a customer.")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"payload=",
        b"payload=[]",
        b"payload=%7B",
        b"payload=%FF",
        b"\xff",
        b"a=1&" * 200,
    ],
)
def test_what_is_no_form_with_an_object_in_it_is_malformed(body):
    with pytest.raises(UnreadableError):
        lightspeed.translate("sale.update", body, SETTINGS)


def test_a_repeated_or_older_report_says_when_it_was_true():
    first, older, again = (
        translate({**SALE, "updated_at": at})[0]
        for at in ("2026-03-05 10:05:00", "2026-03-05 10:01:00", "2026-03-05 10:05:00")
    )

    assert first == again
    assert older.told_at < first.told_at


def test_a_delivery_is_known_by_what_is_in_it_and_has_no_id():
    label = lightspeed.label(Incoming({}, form(SALE)))

    assert (label.topic, label.external_id) == ("sale.update", None)
    assert lightspeed.label(Incoming({}, form(CUSTOMER))).topic == "customer.update"
    assert lightspeed.label(Incoming({}, form({}))).topic == "unknown"
    assert lightspeed.label(Incoming({}, b"[]")).topic == "unknown"


def digest(body, secret):
    return hmac.new(secret.encode(), body, hashlib.sha256).digest()


def header(body, secret):
    return f"signature={digest(body, secret).hex()},algorithm=HMAC-SHA256"


def verified(body, given, secrets=("new", "old")):
    return lightspeed.verify(Incoming({"x-signature": given}, body), list(secrets), NOW)


def test_the_form_as_it_came_is_what_is_signed_by_either_secret():
    body = form(SALE)
    other = quote_plus("payload") + "=" + quote_plus(parse_qs(body.decode())["payload"][0])

    assert verified(body, header(body, "new"))
    assert verified(body, header(body, "old"))
    assert not verified(body, header(body, "gone"))
    assert not verified(other.encode(), header(body, "old"))
    assert not lightspeed.is_secret("")


@pytest.mark.parametrize(
    "written",
    [
        "signature={hex},algorithm=HMAC-SHA256",
        'signature="{hex}", algorithm="HMAC-SHA256"',
        "signature={base64},algorithm=HMAC-SHA256",
        "algorithm=hmac-sha256, signature={base64}",
        "signature={hex}",
    ],
)
def test_the_digest_is_read_in_hex_and_in_base64(written):
    made = digest(b"payload=1", "old")
    told = written.format(hex=made.hex(), base64=base64.b64encode(made).decode())

    assert verified(b"payload=1", told)


@pytest.mark.parametrize(
    "written", ["", "signature=", "{hex}", "signature={hex},algorithm=HMAC-SHA1", "é", "," * 99]
)
def test_a_header_of_another_form_is_refused(written):
    assert not verified(b"payload=1", written.format(hex=digest(b"payload=1", "old").hex()))


@given(st.binary(min_size=1, max_size=200), st.integers(0, 199), st.integers(1, 255))
def test_no_changed_byte_survives(body, at, change):
    other = bytearray(body)
    other[at % len(other)] ^= change

    assert not verified(bytes(other), header(body, "old"))


@given(st.binary(max_size=300), st.text(max_size=100), st.booleans())
def test_no_bytes_crash_it(body, told, with_field):
    posted = b"payload=" + body if with_field else body
    verified(posted, told)
    lightspeed.label(Incoming({}, posted))
    with contextlib.suppress(UnreadableError):
        lightspeed.translate("x", posted, SETTINGS)
    with contextlib.suppress(UnreadableError):
        lightspeed.translate("fetched/sale", body, SETTINGS)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["1e999", "1e-999", "CLOSED", "0000-00-00 00:00:00", "0001-01-01 00:00:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
LINE = SALE["register_sale_products"][0]


@given(st.sampled_from(sorted(RETURN)), st.sampled_from(sorted(LINE)), ANYTHING, ANYTHING)
def test_no_value_in_any_field_crashes_it(of_sale, of_line, value, other):
    lines = [{**LINE, of_line: other}]
    for told in (SALE, RETURN):
        with contextlib.suppress(UnreadableError):
            translate({**told, "register_sale_products": lines, of_sale: value})


class Shop:
    """A shop's API 1.0: pages of its sales, three to a page."""

    def __init__(self):
        self.sales, self.asked, self.raw = [], [], None

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = urlsplit(head.split()[1])
        query = {name: values[0] for name, values in parse_qs(path.query).items()}
        self.asked.append((path.path, query, head))
        named = path.path.removeprefix("/api/register_sales").strip("/")
        found = [each for each in self.sales if each["id"] == named or not named]
        begin = (int(query.get("page", 1)) - 1) * 3
        answer = {"pagination": {"pages": -(-len(found) // 3)}} if len(found) > 3 else {}
        answer["register_sales"] = found[begin : begin + 3]
        body = self.raw if self.raw is not None else orjson.dumps(answer)
        status = 404 if named and not found else 200
        writer.write(b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
        await writer.drain()
        writer.close()


@pytest.fixture
async def shop():
    made = Shop()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


@pytest.fixture
async def client(shop):
    async with httpx.AsyncClient() as http:
        settings, keys = {"domain_prefix": "shop"}, {"access_token": "lsxs_1"}
        asking = Asking(http, Rates(1000, burst=1000), uuid4(), settings, keys)
        yield LightspeedClient(asking, shop.url)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (3, 1), (4, 2), (9, 3), (10, 4)])
async def test_all_that_changed_is_found_page_by_page(shop, client, count, pages):
    shop.sales = [{**SALE, "id": f"sal_{n}"} for n in range(count)]
    before, page, found = datetime.now(UTC), None, []
    while True:
        changed = await client.changed(NOW, page)
        found += [each.id for each in changed.objects]
        page = changed.next_page
        if page is None:
            break
        assert changed.until == NOW

    assert found == [f"sal_{n}" for n in range(count)]
    assert before <= changed.until <= datetime.now(UTC)
    assert [query["page"] for _, query, _ in shop.asked] == [str(n + 1) for n in range(pages)]
    path, query, head = shop.asked[0]
    assert (path, query["since"]) == ("/api/register_sales", "2026-03-05 12:30:00")
    assert "authorization: bearer lsxs_1" in head.lower()


async def test_what_was_changed_while_pages_were_read_is_asked_for_the_next_time(shop, client):
    shop.sales = [{**SALE, "id": f"sal_{n}"} for n in range(7)]
    first = await client.changed(NOW, None)
    between = datetime.now(UTC)
    second = await client.changed(NOW, first.next_page)
    last = await client.changed(NOW, second.next_page)

    assert last.next_page is None
    assert last.until <= between


@pytest.mark.parametrize("price", [20.73, 0.1, 195.66000000000003, 1e-07, 99999999999.99])
async def test_amounts_survive_to_be_fetched(shop, client, price):
    shop.sales = [{**SALE, "total_price": price}]
    found = await client.fetch(Wanted("sale", "sal_1"))

    assert b'"total_price":%s' % orjson.dumps(price) in found.body


async def test_what_is_fetched_is_translated_like_a_webhook(shop, client):
    shop.sales = [SALE]
    found = await client.fetch(Wanted("sale", "sal_1"))

    assert found.external_id == "fetched:sale:sal_1:2026-03-05T10:05:00.000000"
    assert lightspeed.translate(found.topic, found.body, SETTINGS) == translate(SALE)
    assert await client.fetch(Wanted("sale", "sal_2")) is None


@pytest.mark.parametrize("raw", [b"<html>", b"[]", b"{}", b'{"register_sales": [{"id": 1}]}'])
async def test_an_answer_of_another_form_is_asked_for_again(shop, client, raw):
    shop.raw = raw

    with pytest.raises(TransientError):
        await client.changed(NOW, None)


@pytest.mark.parametrize(
    ("settings", "keys", "lacking"),
    [({}, {"access_token": "x"}, "domain_prefix"), ({"domain_prefix": "x"}, {}, "access_token")],
)
async def test_a_connection_says_what_it_lacks_to_be_asked_about(settings, keys, lacking):
    async with httpx.AsyncClient() as http:
        asking = Asking(http, Rates(1, burst=1), uuid4(), settings, keys)

        with pytest.raises(PermanentError, match=lacking):
            LightspeedClient(asking)
