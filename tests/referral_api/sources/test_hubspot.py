"""What HubSpot says: batches of events that name deals, the deals themselves, and erasures."""

import base64
import contextlib
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.money import Money
from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.connections.wanted import Wanted
from referral_api.domain.people.person import Identifier
from referral_api.domain.people.privacy import ErasureAsked
from referral_api.sources import hubspot

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
URL = "https://goodword.example/webhooks/con_1"
EVENT = {
    "eventId": 100,
    "subscriptionId": 7,
    "portalId": 33,
    "appId": 1,
    "occurredAt": 1772713800000,
    "subscriptionType": "deal.propertyChange",
    "attemptNumber": 0,
    "objectId": 4711,
    "propertyName": "dealstage",
    "propertyValue": "closedwon",
    "changeSource": "CRM",
}
DEAL = {
    "id": "4711",
    "properties": {
        "amount": "12500.50",
        "deal_currency_code": "EUR",
        "closedate": "2026-03-05T10:04:00Z",
        "hs_is_closed_won": "true",
        "hubspot_owner_id": "4",
        "referral_code": " ANA20 ",
    },
    "createdAt": "2026-02-01T08:00:00Z",
    "updatedAt": "2026-03-05T10:05:00.123Z",
    "archived": False,
    "associations": {"contacts": {"results": [{"id": "8", "type": "deal_to_contact"}]}},
}
CONTACT = {
    "id": "8",
    "properties": {
        "email": "ben@buyers.example",
        "phone": None,
        "mobilephone": "0160 1234567",
        "firstname": "Ben",
        "lastname": "Okafor",
        "referral_code": "BEN5",
    },
}


def heard(*events):
    body = json.dumps([{**EVENT, **each} for each in events]).encode()
    return hubspot.translate("deal.propertyChange", body, {})


def read(contact=CONTACT, settings=None, deal=None, **properties):
    told = {**DEAL, "properties": {**DEAL["properties"], **properties}, **(deal or {})}
    body = json.dumps({"deal": told, "contact": contact}).encode()
    return hubspot.translate("fetched/deal", body, settings or {})


def test_each_deal_that_a_batch_names_is_asked_for_once():
    batch = heard({}, {"objectId": 4712}, {"propertyName": "amount"}, {"objectId": 4711})

    assert batch == (Wanted("deal", "4711"), Wanted("deal", "4712"))


@pytest.mark.parametrize(
    "event",
    [
        {"subscriptionType": "deal.creation"},
        {"subscriptionType": "deal.restore"},
        {"subscriptionType": "object.propertyChange", "objectTypeId": "0-3"},
        {"subscriptionType": None, "eventType": "deal.propertyChange"},
    ],
)
def test_a_deal_is_named_in_several_ways(event):
    assert heard(event) == (Wanted("deal", "4711"),)


@pytest.mark.parametrize(
    "event",
    [
        {"subscriptionType": "contact.creation"},
        {"subscriptionType": "deal.deletion"},
        {"subscriptionType": "object.propertyChange", "objectTypeId": "0-1"},
        {"subscriptionType": "something.new"},
        {"subscriptionType": "deal.merge", "objectId": None},
        {"subscriptionType": "deal.propertyChange", "objectId": None},
        {"subscriptionType": None},
    ],
)
def test_other_events_are_kept_and_nothing_is_made_of_them(event):
    assert isinstance(heard(event), Ignored)


def test_a_contact_that_was_deleted_for_their_privacy_is_forgotten_here_too():
    wanted, erasure = heard({}, {"subscriptionType": "contact.privacyDeletion", "objectId": 8})

    assert wanted == Wanted("deal", "4711")
    assert isinstance(erasure, ErasureAsked)
    assert erasure.known_by == (Identifier("external", "hubspot", "8"),)
    assert erasure.sought.external == {("hubspot", "8")}


def test_a_won_deal_is_a_sale_with_its_contact_code_and_owner():
    (sale,) = read()

    assert sale.key == ("hubspot", "4711")
    assert sale.gross == sale.net == Money.parse("12500.50", "EUR")
    assert sale.net_basis == "gross"
    assert sale.closed_at == datetime(2026, 3, 5, 10, 4, tzinfo=UTC)
    assert sale.reported_at == datetime(2026, 3, 5, 10, 5, 0, 123000, tzinfo=UTC)
    assert (sale.link_code, sale.metadata, sale.test) == ("ANA20", {"owner_id": "4"}, False)
    assert sale.buyer.external_id == ("hubspot", "8")
    assert (sale.buyer.email, sale.buyer.phone) == ("ben@buyers.example", "0160 1234567")
    assert (sale.buyer.display_name, sale.buyer.given_name) == ("Ben Okafor", "Ben")


@pytest.mark.parametrize("won", ["false", "", None, False, "something new"])
def test_whatever_its_stage_is_called_a_deal_is_won_where_hubspot_says_so(won):
    assert isinstance(read(hs_is_closed_won=won, dealstage="closedwon"), Ignored)
    assert isinstance(read(deal={"archived": True}), Ignored)


def test_a_deal_of_nobody_is_a_sale_all_the_same():
    (sale,) = read(contact=None)

    assert not sale.buyer.is_identified


def test_the_code_is_that_of_the_deal_or_else_of_its_contact():
    (of_contact,) = read(referral_code="")
    (other,) = read(settings={"code_field": "who_sent_you"}, who_sent_you="ANA")
    (none,) = read(settings={"code_field": "who_sent_you"})

    assert (of_contact.link_code, other.link_code, none.link_code) == ("BEN5", "ANA", None)


def test_a_close_date_that_is_still_to_come_is_none():
    (planned,) = read(closedate="2027-01-01T00:00:00Z")
    (without,) = read(closedate="")

    assert planned.closed_at == without.closed_at == planned.reported_at
    with pytest.raises(UnreadableError):
        read(closedate="0001-01-01T00:00:00+14:00")


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [
        ("XAF", "50000000", 50000000),
        ("KWD", "5.95", 5950),
        ("EUR", "10000000.000000000555111512312578270211815834045410156", 1000000000),
    ],
)
def test_amounts_are_exact_in_every_currency(currency, amount, minor):
    (sale,) = read(deal_currency_code=currency, amount=amount)

    assert sale.gross == Money(minor=minor, currency=currency)


def test_an_account_of_one_currency_names_it_in_the_connection():
    (sale,) = read(settings={"currency": "USD"}, deal_currency_code=None)

    assert sale.gross == Money.parse("12500.50", "USD")
    with pytest.raises(UnreadableError, match="currency"):
        read(deal_currency_code="")


@pytest.mark.parametrize("amount", ["", None])
def test_a_deal_without_an_amount_is_none_of_money(amount):
    assert isinstance(read(amount=amount), Ignored)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'[{"objectId":"x"}]', b"[1]", b"[" + b"{}," * 1000 + b"{}]"]
)
def test_what_is_no_batch_of_events_is_unreadable(body):
    with pytest.raises(UnreadableError):
        hubspot.translate("unknown", body, {})


def signed(body, secret, *, url=URL, at=NOW, method="POST"):
    timestamp = str(int(at.timestamp() * 1000))
    text = method.encode() + url.encode() + body + timestamp.encode()
    given = base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()
    return {"x-hubspot-signature-v3": given, "x-hubspot-request-timestamp": timestamp}


def verified(headers, body, secrets, url=URL):
    return hubspot.verify(Incoming(headers, body, url), secrets, NOW)


def test_method_address_body_and_time_are_signed_by_either_secret():
    body = b'[{"objectId": 1}]'

    assert verified(signed(body, "old"), body, ["new", "old"])
    assert not verified(signed(body, "old"), body, ["new"])
    assert not verified(signed(body, "old"), orjson.dumps(orjson.loads(body)), ["old"])
    assert not verified(signed(body, "old", method="GET"), body, ["old"])
    assert not verified(signed(body, "old"), body, ["old"], url=URL + "2")
    later = signed(body, "old", at=NOW + timedelta(seconds=1))["x-hubspot-request-timestamp"]
    moved = signed(body, "old") | {"x-hubspot-request-timestamp": later}
    assert not verified(moved, body, ["old"])
    assert not verified({}, body, ["old"])
    assert not hubspot.is_secret("")


@pytest.mark.parametrize(
    ("seconds", "good"), [(-301, False), (-299, True), (299, True), (301, False)]
)
def test_a_request_is_good_for_five_minutes(seconds, good):
    headers = signed(b"[]", "secret", at=NOW + timedelta(seconds=seconds))

    assert verified(headers, b"[]", ["secret"]) is good


def test_the_address_is_signed_with_some_of_it_decoded():
    url = URL + "?to=a%2Fb%3fc&name=M%C3%BCller%20%26"
    as_signed = URL + "?to=a/b?c&name=M%C3%BCller%20%26"

    assert verified(signed(b"[]", "secret", url=as_signed), b"[]", ["secret"], url=url)
    assert verified(signed(b"[]", "secret", url=url), b"[]", ["secret"], url=url)


def test_the_older_hash_that_anybody_can_lengthen_is_not_taken():
    body = b"[]"
    given = hashlib.sha256(b"secret" + b"POST" + URL.encode() + body).hexdigest()
    headers = {"x-hubspot-signature": given, "x-hubspot-signature-version": "v2"}

    assert not verified(headers, body, ["secret"])


@given(st.binary(max_size=200), st.integers(0, 199), st.integers(1, 255))
def test_no_changed_byte_survives(body, at, change):
    other = bytearray(body or b"x")
    other[at % len(other)] ^= change

    assert not verified(signed(body, "secret"), bytes(other), ["secret"])


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_header_crashes_it(signature, timestamp):
    headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": timestamp}

    assert not verified(headers, b"[]", ["secret"])


MADE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


@given(st.binary(max_size=300) | MADE.map(lambda made: json.dumps(made).encode()))
def test_no_bytes_crash_it(body):
    hubspot.label(Incoming({}, body))
    for topic in ("deal.propertyChange", "fetched/deal"):
        with contextlib.suppress(UnreadableError):
            hubspot.translate(topic, body, {})


@given(st.sampled_from(sorted({*EVENT, *DEAL, *DEAL["properties"], *CONTACT["properties"]})), MADE)
def test_no_value_of_a_field_crashes_it(field, value):
    contact = {**CONTACT, "properties": {**CONTACT["properties"], field: value}}
    for say in (
        lambda: labelled({field: value}),
        lambda: heard({field: value}),
        lambda: read(contact=contact, **{field: value}),
        lambda: read(deal={field: value}),
    ):
        with contextlib.suppress(UnreadableError):
            say()


def labelled(*events):
    body = json.dumps([{**EVENT, **each} for each in events]).encode()
    return hubspot.label(Incoming({}, body))


def test_a_batch_is_known_by_its_events_however_often_it_is_tried():
    first = labelled({}, {"objectId": 2})

    assert first.topic == "deal.propertyChange"
    assert labelled({"objectId": 2, "attemptNumber": 3}, {"attemptNumber": 3}) == first
    for name in ("eventId", "subscriptionId", "portalId", "objectId", "occurredAt"):
        assert labelled({name: 9}, {"objectId": 2}).external_id != first.external_id


def test_a_topic_of_ours_is_none_of_theirs():
    assert labelled({"subscriptionType": "fetched/deal"}).topic == "unknown"
    assert labelled({"subscriptionType": None, "eventType": "deal.creation"}).topic == (
        "deal.creation"
    )
