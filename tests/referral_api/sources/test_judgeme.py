"""Judge.me: who may speak, and what a review says."""

import hashlib
import hmac
from datetime import UTC, datetime
from decimal import Decimal

import orjson
import pytest

from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.sources import judgeme

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
REVIEW = {
    "id": 820982911946154508,
    "rating": 5,
    "title": "Lovely",
    "body": "Came in a day.",
    "reviewer": {"id": 7, "external_id": 7344291055012863999, "email": "ben@buyers.example"},
    "created_at": "2026-03-05T10:00:00+00:00",
    "updated_at": "2026-03-05T11:00:00+00:00",
    "hidden": False,
}


def say(event="review/created", platform="shopify", **changes):
    body = {"event": event, "platform": platform, "review": {**REVIEW, **changes}}
    return judgeme.translate("unused", orjson.dumps(body))


def test_a_review_is_by_the_customer_of_the_shop():
    (review,) = say()

    assert (review.source, review.external_id) == ("judgeme", "820982911946154508")
    assert (review.rating.value, review.rating.out_of) == (Decimal(5), 5)
    assert review.text == "Lovely\n\nCame in a day."
    assert review.person_ref.external_id.source == "shopify"
    assert review.person_ref.external_id.id == "7344291055012863999"
    assert review.updated_at == datetime(2026, 3, 5, 11, tzinfo=UTC)


def test_elsewhere_a_reviewer_is_known_to_judgeme_alone():
    (review,) = say(platform="other")
    (nameless,) = say(platform="other", reviewer={})

    assert review.person_ref.external_id.source == "judgeme_reviewer"
    assert review.person_ref.external_id.id == "7"
    assert nameless.person_ref.external_id.id == "820982911946154508"


def test_other_events_are_kept_and_nothing_is_made_of_them():
    assert isinstance(say("review/deleted"), Ignored)


@pytest.mark.parametrize("change", [{"rating": 6}, {"created_at": "soon"}, {"id": None}])
def test_what_makes_no_sense_is_told_in_a_sentence(change):
    with pytest.raises(UnreadableError, match=r"\w+: .+\."):
        say(**change)


def test_it_is_hex_although_the_header_looks_like_shopifys():
    body = b'{"event": "review/created"}'
    mac = hmac.new(b"old", body, hashlib.sha256)

    def verified(given, sent=body, secrets=("new", "old")):
        return judgeme.verify(Incoming({"judgeme-hmac-sha256": given}, sent), secrets, NOW)

    assert verified(mac.hexdigest())
    assert not verified(mac.hexdigest(), secrets=("new",))
    assert not verified(mac.hexdigest(), sent=body + b"\n")
    assert not verified("")
    assert judgeme.label(Incoming({}, body)).topic == "review/created"
