"""Delighted: who may speak, and what a response says."""

import hashlib
import hmac
from datetime import UTC, datetime

import orjson
import pytest

from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.sources import delighted

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
RESPONSE = {
    "id": "5435",
    "person": {"id": "5975", "email": "carla@example.com", "name": "Carla  Cruz"},
    "score": 9,
    "comment": " Fast and friendly. ",
    "created_at": int(NOW.timestamp()) - 600,
    "updated_at": int(NOW.timestamp()),
    "person_properties": None,
}


def say(kind="survey_response.updated", **changes):
    body = orjson.dumps({"event_type": kind, "event_data": {**RESPONSE, **changes}})
    return delighted.translate("unused", body)


def test_a_response_is_an_answer_of_somebody_by_id_and_address():
    (answer,) = say()

    assert (answer.source, answer.external_id, answer.score) == ("delighted", "5435", 9)
    assert answer.comment == "Fast and friendly."
    assert answer.person_ref.external_id.id == "5975"
    assert answer.person_ref.email == "carla@example.com"
    assert answer.answered_at == datetime(2026, 3, 5, 12, 20, tzinfo=UTC)
    assert answer.updated_at == NOW


def test_a_comment_that_came_later_is_a_newer_version_of_the_same_answer():
    (first,) = say("survey_response.created", comment=None, updated_at=RESPONSE["created_at"])
    (later,) = say()

    assert first.external_id == later.external_id
    assert (first.comment, first.updated_at < later.updated_at) == (None, True)


@pytest.mark.parametrize("score", [11, -1])
def test_a_score_of_another_scale_is_refused(score):
    with pytest.raises(UnreadableError):
        say(score=score)


@pytest.mark.parametrize("kind", ["unsubscribe.created", "something.new"])
def test_other_events_are_kept_and_nothing_is_made_of_them(kind):
    assert isinstance(say(kind), Ignored)


def test_either_secret_may_have_signed_these_very_bytes():
    body = b'{"event_type": "x"}'

    def verified(sent, secrets, prefix="sha256="):
        given = prefix + hmac.new(b"old", body, hashlib.sha256).hexdigest()
        headers = {"x-delighted-webhook-signature": given}
        return delighted.verify(Incoming(headers, sent), secrets, NOW)

    assert verified(body, ["new", "old"])
    assert not verified(body, ["new"])
    assert not verified(body + b" ", ["old"])
    assert not verified(body, ["old"], prefix="")


def test_two_events_may_share_an_id_and_are_two_all_the_same():
    label = delighted.label(Incoming({}, b'{"event_type": "a", "event_id": "e"}'))

    assert (label.topic, label.external_id) == ("a", None)
    assert delighted.label(Incoming({}, b"[1]")).topic == "unknown"
