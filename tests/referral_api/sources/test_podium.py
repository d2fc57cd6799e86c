"""Podium: who may speak, and what reviews and invitations say."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import orjson
import pytest

from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.people.reported import ReportedPerson
from referral_api.sources import podium

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
REVIEW = {
    "uid": "0190-77",
    "author": {"id": "g-12", "name": "Carla  Cruz"},
    "review": {
        "body": "They were on time.",
        "rating": 5,
        "siteName": "Better Business Bureau",
        "siteReviewId": "x",
        "url": "https://reviews.example/77",
    },
    "isRecommendation": False,
    "locations": [{"uid": "l-1"}],
    "attributions": [{"userUid": "u-1", "reviewInvitationUid": None}],
    "createdAt": "2026-03-05T10:00:00Z",
    "updatedAt": "2026-03-05T11:00:00Z",
}
INVITE = {
    "uid": "i-9",
    "channel": {"identifier": "carla@example.com", "type": "email"},
    "customerName": "Carla Cruz",
}


def say(kind, data):
    metadata = {"event_type": kind, "version": "2021.04.01"}
    return podium.translate("unused", orjson.dumps({"data": data, "metadata": metadata}))


def signed(body, secret, at=NOW, *, ms=True, encode=lambda mac: mac.hexdigest()):
    timestamp = str(int(at.timestamp() * (1000 if ms else 1)))
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return {"podium-timestamp": timestamp, "podium-signature": encode(mac)}


@pytest.mark.parametrize("ms", [True, False])
@pytest.mark.parametrize(
    "encode",
    [lambda mac: mac.hexdigest(), lambda mac: base64.b64encode(mac.digest()).decode()],
    ids=["hex", "base64"],
)
def test_what_podium_signed_is_taken_with_either_secret_during_a_rotation(ms, encode):
    headers = signed(b"{}", "old", ms=ms, encode=encode)

    assert podium.verify(Incoming(headers, b"{}"), ["new", "old"], NOW)
    assert not podium.verify(Incoming(headers, b"{}"), ["new"], NOW)
    assert not podium.verify(Incoming(headers, b"{} "), ["old"], NOW)


@pytest.mark.parametrize(("off_s", "taken"), [(300, True), (-300, True), (301, False)])
def test_a_signature_holds_for_five_minutes(off_s, taken):
    headers = signed(b"{}", "secret", NOW + timedelta(seconds=off_s))

    assert podium.verify(Incoming(headers, b"{}"), ["secret"], NOW) == taken


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"podium-signature": "00"},
        {"podium-timestamp": "now", "podium-signature": "00"},
        {"podium-timestamp": "9" * 400, "podium-signature": "00"},
        {"podium-timestamp": "\u0661", "podium-signature": "\u00e9"},
        {"x-podium-signature": "t=1,v1=00"},
    ],
)
def test_whatever_else_is_sent_is_refused(headers):
    assert not podium.verify(Incoming(headers, b"{}"), ["secret"], NOW)


def test_a_review_is_by_its_author_where_no_invitation_led_to_it():
    (review,) = say("review.created", REVIEW)

    assert (review.source, review.external_id) == ("better_business_bureau", "0190-77")
    assert (review.rating.value, review.rating.out_of) == (Decimal(5), Decimal(5))
    assert review.person_ref.external_id.model_dump() == {"source": "podium_author", "id": "g-12"}
    assert review.person_ref.name.display == "Carla Cruz"
    assert review.written_at == datetime(2026, 3, 5, 10, tzinfo=UTC)
    assert review.updated_at == datetime(2026, 3, 5, 11, tzinfo=UTC)


def test_a_review_is_by_whoever_was_invited_to_write_it():
    invited = {**REVIEW, "attributions": [{}, {"reviewInvitationUid": "i-9"}]}

    (review,) = say("review.updated", invited)
    (person,) = say("review.invite_link_created", INVITE)

    assert isinstance(person, ReportedPerson)
    assert review.person_ref.external_id == person.person.external_id
    assert person.person.email == "carla@example.com"


def test_an_invitation_by_text_gives_a_phone():
    (person,) = say(
        "review.invite_link_created", {**INVITE, "channel": {"identifier": "+15035550123"}}
    )

    assert (person.person.phone, person.person.email) == ("+15035550123", None)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"author": None}, UnreadableError),
        ({"uid": ""}, UnreadableError),
        ({"review": {"rating": 6}}, UnreadableError),
        ({"createdAt": "yesterday"}, UnreadableError),
    ],
)
def test_a_review_that_makes_no_sense_is_told_in_a_sentence_without_values(change, expected):
    with pytest.raises(expected) as told:
        say("review.created", {**REVIEW, **change})

    assert "yesterday" not in str(told.value)


def test_a_review_without_words_site_or_rating_is_still_one():
    bare = {**REVIEW, "review": {}, "author": {}, "attributions": None}

    (review,) = say("review.created", bare)

    assert (review.source, review.rating, review.text) == ("podium", None, None)
    assert review.person_ref.external_id.id == "0190-77"


@pytest.mark.parametrize("kind", ["test.event", "contact.created", "something.new"])
def test_other_events_are_kept_and_nothing_is_made_of_them(kind):
    assert isinstance(say(kind, {"foo": "1"}), Ignored)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_what_is_no_object_is_unreadable_and_has_no_topic(body):
    with pytest.raises(UnreadableError):
        podium.translate("unused", body)
    assert podium.label(Incoming({}, body)).topic == "unknown"
