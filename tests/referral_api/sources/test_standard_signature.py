"""Who may speak by Standard Webhooks; the reference library is the oracle."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from referral_api.domain.connections.about import Incoming
from referral_api.sources import standard

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(range(1, 33))).decode()
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
BODY = b'{"type": "sale"}'


def signed(body=BODY, *, secret=SECRET, at=NOW, message_id="msg_1"):
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode()),
    }


def verified(headers, body=BODY, secrets=(SECRET,)):
    return standard.verify(Incoming(headers, body), secrets, NOW)


@given(
    st.text(st.characters(exclude_categories=["Cs"])), st.from_regex(r"[!-~]{1,40}", fullmatch=True)
)
def test_what_the_reference_library_signs_is_verified(text, message_id):
    body = text.encode()

    assert verified(signed(body, message_id=message_id), body)


@pytest.mark.parametrize("offset_s", [-299, 0, 299])
def test_five_minutes_either_way_are_tolerated(offset_s):
    assert verified(signed(at=NOW + timedelta(seconds=offset_s)))


@pytest.mark.parametrize("offset_s", [-301, 301])
def test_older_and_newer_ones_are_refused(offset_s):
    assert not verified(signed(at=NOW + timedelta(seconds=offset_s)))


def test_one_good_signature_among_several_is_enough():
    good = signed()
    good["webhook-signature"] = (
        f"v1a,abc v1,bad= {signed(secret=OTHER)['webhook-signature']} {good['webhook-signature']}"
    )

    assert verified(good)


def test_any_secret_in_force_verifies_during_a_rotation():
    assert verified(signed(), secrets=[OTHER, SECRET])
    assert not verified(signed(), secrets=[OTHER])
    assert not verified(signed(), secrets=[])


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-id": ""},
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "1772712000.9"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "9" * 500},
        {"webhook-timestamp": "١٧٧٢٧١٢٠٠٠"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,%%%"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": signed(secret=OTHER)["webhook-signature"]},
        {"webhook-signature": signed()["webhook-signature"].replace("v1,", "v1a,")},
    ],
)
def test_anything_else_is_refused_without_an_error(changes):
    assert not verified(signed() | changes)


def test_a_changed_body_and_missing_headers_are_refused():
    assert not verified(signed(), BODY + b" ")
    assert not verified({})


def test_a_new_secret_is_one_that_the_reference_library_takes():
    secret = standard.new_secret()

    assert standard.is_secret(secret)
    assert standard.verify(Incoming(signed(secret=secret), BODY), [secret], NOW)


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_AAAA", "whsec_é", SECRET[6:], SECRET + "!"])
def test_what_is_no_secret_is_told(text):
    assert not standard.is_secret(text)


def test_the_type_inside_the_body_is_the_topic():
    assert standard.label(Incoming(signed(), b'{"type": "refund"}')).topic == "refund"
    assert standard.label(Incoming(signed(), b'{"type": "refund"}')).external_id == "msg_1"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"type": 7}', b'"type"', b'{"type": ""}'])
def test_without_a_type_the_topic_is_unknown(body):
    assert standard.label(Incoming({}, body)).topic == "unknown"
