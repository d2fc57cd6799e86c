"""What Pipedrive says: deals that are won, won no more and won again, each with its person."""

import base64
import contextlib
import json
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.money import Money
from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.connections.wanted import Wanted
from referral_api.domain.sales.refund import supersedes
from referral_api.sources import pipedrive

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
FIELD = "3d0fa3429dfa2d3dec265b4fc5dc8258ab66cdf3"
DEAL = {
    "id": 17,
    "title": "Roof of the boat house",
    "status": "won",
    "value": 12500.5,
    "currency": "EUR",
    "add_time": "2026-02-01T08:00:00Z",
    "update_time": "2026-03-05T10:05:00Z",
    "won_time": "2026-03-05T10:04:00Z",
    "first_won_time": "2026-03-05T10:04:00Z",
    "lost_time": None,
    "lost_reason": None,
    "person_id": 8,
    "owner_id": 4,
    "custom_fields": {FIELD: " ANA20 ", "0" * 40: None},
}
PERSON = {
    "id": 8,
    "name": "Ben Okafor",
    "first_name": "Ben",
    "last_name": "Okafor",
    "emails": [
        {"value": "old@buyers.example", "primary": False, "label": "home"},
        {"value": "ben@buyers.example", "primary": True, "label": "work"},
    ],
    "phones": [{"value": "", "primary": True}, {"value": "0160 1234567", "primary": False}],
}
META = {"id": "evt-1", "action": "change", "entity": "deal", "version": "2.0", "attempt": 1}


def event(meta=None, previous=None, **changes):
    data = {**DEAL, **changes}
    said = {"data": data, "previous": previous or {}, "meta": {**META, **(meta or {})}}
    return json.dumps(said).encode()


def heard(meta=None, previous=None, **changes):
    return pipedrive.translate("change.deal", event(meta, previous, **changes), {})


def read(person=PERSON, settings=None, **changes):
    body = json.dumps({"deal": {**DEAL, **changes}, "person": person}).encode()
    return pipedrive.translate("fetched/deal", body, settings or {"code_field": FIELD})


def eur(amount):
    return Money.parse(amount, "EUR")


def test_a_deal_that_is_won_is_asked_for():
    assert heard(previous={"status": "open"}) == (Wanted("deal", "17"),)
    assert heard(meta={"action": "create"}) == (Wanted("deal", "17"),)
    assert heard(previous={"value": 1}) == (Wanted("deal", "17"),)


@pytest.mark.parametrize("status", ["open", "lost"])
def test_so_is_one_that_was_won(status):
    assert heard(previous={"status": "won"}, status=status, first_won_time=None) == (
        Wanted("deal", "17"),
    )
    assert heard(status=status) == (Wanted("deal", "17"),)


@pytest.mark.parametrize("status", ["open", "lost", "something new"])
def test_a_deal_that_never_was_won_is_left_alone(status):
    assert isinstance(heard(status=status, first_won_time=None), Ignored)
    assert isinstance(read(status=status, first_won_time=None), Ignored)


def test_a_deal_that_was_deleted_keeps_what_it_brought():
    gone = orjson.dumps({"data": None, "previous": DEAL, "meta": {**META, "action": "delete"}})

    assert isinstance(pipedrive.translate("delete.deal", gone, {}), Ignored)
    assert isinstance(read(is_deleted=True), Ignored)


@pytest.mark.parametrize("entity", ["person", "lead", "something_new"])
def test_other_entities_are_kept_and_nothing_is_made_of_them(entity):
    assert isinstance(heard(meta={"entity": entity}), Ignored)


def test_what_was_fetched_is_a_sale_with_its_person_code_and_owner():
    (sale,) = read()

    assert sale.key == ("pipedrive", "17")
    assert (sale.gross, sale.net, sale.net_basis) == (eur("12500.50"), eur("12500.50"), "gross")
    assert sale.closed_at == datetime(2026, 3, 5, 10, 4, tzinfo=UTC)
    assert sale.reported_at == datetime(2026, 3, 5, 10, 5, tzinfo=UTC)
    assert (sale.link_code, sale.metadata, sale.test) == ("ANA20", {"owner_id": "4"}, False)
    assert sale.buyer.external_id == ("pipedrive", "8")
    assert (sale.buyer.email, sale.buyer.phone) == ("ben@buyers.example", "0160 1234567")
    assert (sale.buyer.given_name, sale.buyer.family_name) == ("Ben", "Okafor")


def test_a_deal_of_nobody_is_a_sale_all_the_same():
    (sale,) = read(person=None, person_id=None)

    assert not sale.buyer.is_identified


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("ANA20", "ANA20"),
        ({"type": "varchar", "value": "ANA20"}, "ANA20"),
        ({"type": "enum", "id": 7}, None),
        ("  ", None),
        (20, None),
        (None, None),
    ],
)
def test_the_code_is_the_text_of_the_field_that_is_named(value, code):
    (sale,) = read(custom_fields={FIELD: value})
    (unnamed,) = read(settings={"other": "x"}, custom_fields={FIELD: value})

    assert (sale.link_code, unnamed.link_code) == (code, None)


@pytest.mark.parametrize(
    ("currency", "value", "minor"),
    [("XAF", 2000000, 2000000), ("KWD", 5.95, 5950), ("EUR", 195.66000000000003, 19566)],
)
def test_amounts_are_exact_in_every_currency(currency, value, minor):
    (sale,) = read(currency=currency, value=value)

    assert sale.gross == Money(minor=minor, currency=currency)


def test_a_deal_without_a_value_is_none_of_money():
    assert isinstance(read(value=None), Ignored)


def test_a_deal_that_is_won_no_more_is_taken_back():
    sale, end = read(status="lost", lost_time="2026-03-07T09:00:00Z", lost_reason="Broke")

    assert (end.external_id, end.amount, end.state) == ("cancelled", sale.net, "succeeded")
    assert (end.occurred_at, end.reason) == (datetime(2026, 3, 7, 9, tzinfo=UTC), "Broke")
    assert end.sale_external_id == sale.external_id


def test_whichever_is_heard_first_a_deal_that_is_won_again_stands_until_it_is_lost():
    _, lost = read(status="open", won_time=None, update_time="2026-03-06T00:00:00Z")
    _, again = read(won_time="2026-03-07T00:00:00Z", update_time="2026-03-07T00:00:01Z")

    _, at_last = read(
        status="lost", won_time="2026-03-07T00:00:00Z", update_time="2026-03-08T00:00:00Z"
    )

    assert again.state == "failed"
    assert supersedes(again, lost)
    assert not supersedes(lost, again)
    assert supersedes(at_last, again)
    assert not supersedes(again, at_last)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"meta":{"action":"updated","object":"deal"},"current":{"id":1}}',
        b'{"meta":{"action":"change","entity":"deal"},"data":{"id":"x","status":"won"}}',
        b'{"meta":{"action":"change","entity":"deal"},"data":{"id":1}}',
    ],
)
def test_what_makes_no_sense_is_said_to_be_unreadable(body):
    with pytest.raises(UnreadableError):
        pipedrive.translate("change.deal", body, {})


def test_an_unknown_currency_is_unreadable():
    with pytest.raises(UnreadableError):
        read(currency="???")


def test_a_time_that_is_none_is_unreadable_and_one_without_a_zone_is_in_utc():
    (sale,) = read(won_time="2026-03-05 10:04:00", first_won_time=None)

    assert sale.closed_at == datetime(2026, 3, 5, 10, 4, tzinfo=UTC)
    with pytest.raises(UnreadableError):
        read(update_time="0001-01-01T00:00:00+14:00")


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def verified(given, secrets, body=b"{}"):
    return pipedrive.verify(Incoming({"authorization": given}, body), secrets, NOW)


def test_either_password_of_a_rotation_is_good_and_no_other():
    assert verified(basic("goodword", "old"), ["new", "old"])
    assert verified(basic("goodword", "new").replace("Basic", "basic"), ["new", "old"])
    assert not verified(basic("goodword", "old"), ["new"])
    assert not verified(basic("somebody", "new"), ["new"])
    assert not verified(basic("goodword", ""), ["new"])
    assert not verified("Bearer new", ["new"])
    assert not verified("", ["new"])
    assert not pipedrive.verify(Incoming({}, b"{}"), ["new"], NOW)
    assert not pipedrive.is_secret("")


@given(st.integers(0, 199), st.integers(1, 255))
def test_no_changed_byte_of_the_credentials_survives(at, change):
    secret = "a-secret-of-pipedrive"
    other = bytearray(f"goodword:{secret}".encode())
    other[at % len(other)] ^= change
    given = "Basic " + base64.b64encode(other).decode()

    assert not verified(given, [secret])


@given(st.text(max_size=60))
def test_no_header_crashes_it(text):
    assert not verified(text, ["secret"])


@given(st.binary(max_size=300))
def test_no_bytes_crash_it(body):
    pipedrive.label(Incoming({}, body))
    for topic in ("change.deal", "fetched/deal"):
        with contextlib.suppress(UnreadableError):
            pipedrive.translate(topic, body, {})


MADE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


@given(st.sampled_from(sorted({*DEAL, *PERSON, *META})), MADE)
def test_no_value_of_a_field_crashes_it(field, value):
    for say in (
        lambda: pipedrive.label(Incoming({}, event(meta={field: value}))),
        lambda: heard(meta={field: value}),
        lambda: heard(**{field: value}),
        lambda: heard(previous={field: value}, status="open"),
        lambda: read(person={**PERSON, field: value}),
        lambda: pipedrive.translate(
            "fetched/deal", json.dumps({"deal": {**DEAL, field: value}}).encode(), {}
        ),
    ):
        with contextlib.suppress(UnreadableError):
            say()


def test_an_event_is_known_by_its_id_however_often_it_is_tried():
    first = pipedrive.label(Incoming({}, event()))
    second = pipedrive.label(Incoming({}, event(meta={"attempt": 2})))

    assert first == second
    assert (first.topic, first.external_id) == ("change.deal", "evt-1")
