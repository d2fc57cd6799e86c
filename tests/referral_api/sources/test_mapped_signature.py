"""Any JSON by a mapping: who may speak, and that no bytes crash it."""

import base64
import hashlib
import hmac
import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.sources import mapped
from referral_api.sources.mapped.sample import EXAMPLE

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
FIELDS = ("id", "paid_at", "total", "currency", "x")
SALE = {
    "kind": "sale",
    "external_id": "/id",
    "occurred_at": "/paid_at",
    "gross": {"amount": "/total", "currency": "/currency"},
}


def mapping(*rules, **more):
    return {"mapping": json.dumps({"source": "till", "rules": rules, **more})}


def signed(secret, body=b"{}", form="hex"):
    mac = hmac.new(secret.encode(), body, hashlib.sha256)
    return mac.hexdigest() if form == "hex" else base64.b64encode(mac.digest()).decode()


def verified(headers, body=b"{}", secrets=("new", "old"), **settings_):
    return mapped.verify(Incoming(headers, body, "", settings_), secrets, NOW)


@pytest.mark.parametrize("form", ["hex", "base64"])
def test_either_secret_may_have_signed_these_very_bytes_in_the_header_that_is_named(form):
    given_ = {"x-till-signature": signed("old", form=form)}

    assert verified(given_, signature_header="X-Till-Signature")
    assert verified(
        {"x-till-signature": "sha256=" + signed("new", form=form)},
        signature_header="X-Till-Signature",
    )
    assert not verified(given_, b"{ }", signature_header="X-Till-Signature")
    assert not verified(given_, secrets=("new",), signature_header="X-Till-Signature")
    assert not verified(given_, signature_header="X-Other")
    assert not verified(given_)


def test_the_secret_itself_is_a_proof_and_nothing_is_none():
    assert verified({"authorization": "Bearer old"})
    assert verified({"authorization": "bearer new"}, signature_header="X-Till-Signature")
    assert not verified({"authorization": "Bearer older"})
    assert not verified({"authorization": "Bearer"})
    assert not verified({"authorization": "Basic old"})
    assert not verified({}, signature_header="X-Till-Signature")


def test_a_body_is_called_what_its_topic_says():
    def topic(body, **settings_):
        return mapped.label(Incoming({}, body, "", settings_)).topic

    known = mapping(SALE, topic="/event")
    assert topic(b'{"event": "order.paid"}', **known) == "order.paid"
    assert topic(b'{"event": 1}', **known) == topic(b"no", **known) == topic(b"{}") == "unknown"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=8,
)
EVERY_KIND = mapping(
    {**SALE, "items": {"at": "/x", "quantity": "/id"}, "codes": ["/x"], "landing": "/x"},
    {"kind": "person", "each": "/x", "person": {"email": "/id", "locale": "/x"}},
    topic="/x",
)


@settings(max_examples=300, deadline=None)
@given(ANY_JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40))
def test_no_bytes_crash_it(body):
    for said in (EVERY_KIND, {"mapping": EXAMPLE}, {"mapping": "razorpay"}, {}):
        mapped.label(Incoming({}, body, "", said))
        with suppress(UnreadableError):
            mapped.translate("unused", body, said)


@pytest.mark.parametrize("number", [b"1e9999999", b"-1e9999999", b"1e-9999999", b"9" * 4000])
@pytest.mark.parametrize("field", ["id", "at", "total", "stars", "n"])
def test_no_number_crashes_it_however_large(number, field):
    price = {"amount": "/total", "currency": "USD"}
    at = {"at": "/at", "form": "seconds"}
    sale = {"kind": "sale", "external_id": "/id", "occurred_at": at, "gross": price}
    minor = {**sale, "gross": {**price, "unit": "minor"}, "items": {"at": "/l", "quantity": "/n"}}
    person = {"external_id": "/id"}
    review = {"kind": "review", "external_id": "/id", "person": person, "written_at": at}
    answer = {"kind": "survey_answer", "external_id": "/id", "person": person, "answered_at": at}
    rules = (sale, minor, {**review, "rating": "/stars"}, {**answer, "score": "/stars"})
    known = {"id": b"1", "at": b"1", "total": b"1", "stars": b"1", "n": b"1", field: number}
    members = b", ".join(b'"%b": %b' % (name.encode(), each) for name, each in known.items())
    body = b'{"l": [{%b}], %b}' % (members, members)

    for rule in rules:
        with suppress(UnreadableError):
            mapped.translate("unused", body, mapping(rule))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 59), st.integers(1, 255))
def test_no_changed_byte_survives_a_signature(body, where, flip):
    body = body or b"{}"
    changed = bytearray(body)
    changed[where % len(body)] ^= flip
    headers = {"x-s": signed("old", body)}

    assert verified(headers, body, signature_header="x-s")
    assert not verified(headers, bytes(changed), signature_header="x-s")
