"""Who may speak for a shop."""

from datetime import UTC, datetime

import pytest
from tests.referral_api.shopify import headers, signature

from referral_api.domain.connections.about import Incoming
from referral_api.sources import shopify

NOW = datetime(2026, 3, 5, tzinfo=UTC)
BODY = b'{ "id": 1,\n  "note": "caf\xc3\xa9" }'


def lower(given):
    return {name.lower(): value for name, value in given.items()}


def verified(given, body=BODY, secrets=("hemlock",)):
    return shopify.verify(Incoming(lower(given), body), secrets, NOW)


@pytest.mark.parametrize("prefix", ["X-Shopify-", "Shopify-", "shopify-", "x-shopify-"])
def test_both_spellings_of_the_headers_are_read(prefix):
    given = headers("hemlock", BODY, topic="orders/create", delivery_id="d1", prefix=prefix)

    assert verified(given)
    assert shopify.label(Incoming(lower(given), BODY)).topic == "orders/create"
    assert shopify.label(Incoming(lower(given), BODY)).external_id == "d1"


def test_a_vector_computed_elsewhere_is_verified():
    # printf 'Test Payload Body' | openssl dgst -sha256 -hmac Convoy -binary | base64
    given = {"X-Shopify-Hmac-Sha256": "16FUVH58NeMcTIIOICN2UJOcPTTa4TbjCndXymGrtM8="}

    assert verified(given, b"Test Payload Body", ["Convoy"])


def test_white_space_around_and_inside_the_signature_is_no_matter():
    good = signature("hemlock", BODY)

    assert verified({"X-Shopify-Hmac-Sha256": f" {good}\n"})
    assert verified({"X-Shopify-Hmac-Sha256": f"{good[:20]}\r\n {good[20:]}"})


def test_any_secret_in_force_verifies_during_a_rotation():
    given = headers("old", BODY)

    assert verified(given, secrets=["new", "old"])
    assert not verified(given, secrets=["new"])
    assert not verified(given, secrets=[])


@pytest.mark.parametrize(
    "value",
    [
        "",
        "not base64!",
        "AAAA",
        "é",
        signature("other", BODY),
        signature("hemlock", BODY + b" "),
        signature("hemlock", BODY)[:-4],
    ],
)
def test_anything_else_is_refused_without_an_error(value):
    assert not verified({"X-Shopify-Hmac-Sha256": value})
    assert not verified({})


def test_a_body_laid_out_anew_is_another_body():
    given = headers("hemlock", BODY)

    assert not verified(given, BODY.replace(b"\n", b""))


def test_a_delivery_without_labels_has_an_unknown_topic_and_no_id():
    label = shopify.label(Incoming({}, BODY))

    assert (label.topic, label.external_id) == ("unknown", None)


def test_a_new_secret_is_one():
    assert shopify.is_secret(shopify.new_secret())
    assert not shopify.is_secret("")
    assert not shopify.is_secret(" padded ")
