"""Google: whose pushes are taken, which review they name, and what it says."""

import asyncio
import base64
import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from urllib.parse import parse_qs
from uuid import uuid4

import httpx
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from goodword.errors import PermanentError, TransientError
from referral_api.domain.businesses.rates import Rates
from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.connections.wanted import Wanted
from referral_api.ports import Asking
from referral_api.sources import google
from referral_api.sources.google import keys as google_keys
from referral_api.sources.google.client import GoogleClient
from referral_api.sources.google.keys import GoogleKeys
from referral_api.sources.signing import digest

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
URL = "https://goodword.example/webhooks/con_1"
ACCOUNT = "push@harbor.iam.gserviceaccount.com"
NAME = "accounts/1/locations/2/reviews/AbC-9_x"
CLAIMS = {
    "iss": "https://accounts.google.com",
    "aud": URL,
    "email": ACCOUNT,
    "email_verified": True,
    "iat": SECONDS - 10,
    "exp": SECONDS + 3590,
}
REVIEW = {
    "name": NAME,
    "reviewId": "AbC-9_x",
    "reviewer": {"displayName": "Carla  Cruz", "profilePhotoUrl": "https://x.example/1.png"},
    "starRating": "FIVE",
    "comment": " On time, and kind. ",
    "createTime": "2026-03-05T10:00:00.123456789Z",
    "updateTime": "2026-03-05T11:00:00Z",
}


@cache
def key(number=1):
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def encoded(value):
    raw = value if isinstance(value, bytes) else orjson.dumps(value)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def jwks(**by_id):
    made = []
    for kid, private in by_id.items():
        numbers = private.public_key().public_numbers()
        n, e = (encoded(each.to_bytes(256, "big").lstrip(b"\0")) for each in (numbers.n, numbers.e))
        made.append({"kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid, "n": n, "e": e})
    return orjson.dumps({"keys": made})


def token(private=None, head=(), **claims):
    said = {"alg": "RS256", "kid": "one", "typ": "JWT", **dict(head)}
    signed = f"{encoded(said)}.{encoded({**CLAIMS, **claims})}"
    made = (private or key()).sign(signed.encode(), padding.PKCS1v15(), SHA256())
    return f"{signed}.{encoded(made)}"


def incoming(bearer, url=URL):
    settings, headers = {"service_account": ACCOUNT}, {"authorization": f"Bearer {bearer}"}
    return Incoming(headers, push(), url, settings, jwks(one=key(), two=key(2)))


def verified(bearer, **more):
    return google.verify(incoming(bearer, **more), ["secret"], NOW)


def push(told=None, **data):
    said = data if told is None else told
    message = {"data": base64.b64encode(orjson.dumps(said)).decode(), "messageId": "207"}
    return orjson.dumps({"message": {**message, "message_id": "207"}, "subscription": "s"})


def test_what_google_signed_for_this_address_and_account_is_taken():
    assert verified(token())
    assert verified(token(key(2), {"kid": "two"}))
    assert verified(token(iss="accounts.google.com"), url=f"{URL}?from=google")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://elsewhere.example/webhooks/con_1"},
        {"aud": [URL]},
        {"email": "push@another.iam.gserviceaccount.com"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"iss": "https://accounts.example"},
        {"exp": SECONDS - 61},
        {"exp": None},
        {"iat": SECONDS + 61},
    ],
)
def test_a_token_of_google_for_anything_else_is_refused(claims):
    assert not verified(token(**claims))


def test_a_key_that_is_not_googles_or_another_of_theirs_signs_nothing():
    assert not verified(token(key(3)))
    assert not verified(token(key(2)))
    assert not verified(token(head={"kid": "three"}))
    assert not google.verify(replace(incoming(token()), keys=b""), ["secret"], NOW)
    assert not google.verify(replace(incoming(token()), settings={}), ["secret"], NOW)


def test_no_algorithm_is_taken_but_under_its_own_keys():
    made = f"{encoded({'alg': 'none'})}.{encoded(CLAIMS)}."
    public = jwks(one=key()).decode()
    confused = f"{encoded({'alg': 'HS256', 'kid': 'one'})}.{encoded(CLAIMS)}"

    assert not verified(made)
    assert not verified(f"{confused}.{encoded(digest(confused.encode(), public))}")
    # Whoever knows the secret of samples is not Google for that, and makes samples only.
    assert not verified(f"{confused}.{encoded(digest(confused.encode(), 'secret'))}")


def test_a_sample_is_signed_by_the_secret_for_five_minutes():
    made = google.sample("sample-1", NOW, "old", URL)
    sent = Incoming(made.headers, made.body, URL)

    assert google.verify(sent, ["new", "old"], NOW)
    assert not google.verify(sent, ["new"], NOW)
    assert not google.verify(sent, ["old"], NOW + timedelta(seconds=360))


@given(st.integers(min_value=0), st.characters(max_codepoint=255))
def test_no_changed_character_of_a_token_survives(at, other):
    made = token()
    place = at % (len(made) - 1)  # the last one has bits to spare
    changed = made[:place] + other + made[place + 1 :]

    assert verified(changed) == (changed == made)


@pytest.mark.parametrize(
    "data",
    [
        {"review": NAME},
        {"reviewName": NAME, "locationName": "accounts/1/locations/2"},
        {"review": "AbC-9_x", "location": "accounts/1/locations/2"},
        {"review": "locations/2/reviews/AbC-9_x", "location": "accounts/1/locations/2"},
    ],
)
def test_a_push_names_a_review_in_one_of_several_ways(data):
    assert google.translate("NEW_REVIEW", push(data)) == (Wanted("review", NAME),)


def test_what_names_none_is_kept_and_nothing_is_made_of_it():
    assert google.translate("x", push(type="NEW_QUESTION")) == Ignored("It is about no review.")
    assert isinstance(google.translate("x", push([1])), Ignored)
    with pytest.raises(UnreadableError, match="no review of a location"):
        google.translate("x", push(review="accounts/1/../2"))
    with pytest.raises(UnreadableError):
        google.translate("x", b"[]")


def test_a_message_is_known_by_its_id_and_type():
    def label(body):
        found = google.label(Incoming({}, body))
        return found.topic, found.external_id

    assert label(push(type="NEW_REVIEW")) == ("NEW_REVIEW", "207")
    assert label(push(notificationType="UPDATED_REVIEW")) == ("UPDATED_REVIEW", "207")
    assert label(b"{}") == ("unknown", None)


def read(**changes):
    (review,) = google.translate("fetched/review", orjson.dumps({**REVIEW, **changes}))
    return review


def test_a_review_is_of_whoever_shows_a_name():
    review = read()

    assert (review.source, review.external_id) == ("google", NAME)
    assert (review.rating.value, review.rating.out_of) == (Decimal(5), 5)
    assert review.text == "On time, and kind."
    assert review.person_ref.external_id.source == "google_reviewer"
    assert review.person_ref.name.display == "Carla Cruz"
    assert review.updated_at == datetime(2026, 3, 5, 11, tzinfo=UTC)


def test_a_rating_that_is_new_to_us_and_a_name_that_is_hidden_are_none():
    bare = read(starRating="SIX", reviewer={"isAnonymous": True, "displayName": "X"}, comment=None)

    assert (bare.rating, bare.text, bare.person_ref.name) == (None, None, None)


@given(st.binary(), st.sampled_from(["fetched/review", "NEW_REVIEW"]), st.text())
def test_no_bytes_crash_it(body, topic, bearer):
    sent = incoming(bearer)
    google.verify(sent, ["secret"], NOW)
    google.label(Incoming({}, body))
    with contextlib.suppress(UnreadableError):
        google.translate(topic, body)


class Api:
    """Google's tokens, its reviews and its keys."""

    def __init__(self):
        self.answers, self.asked = {}, []

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        size = int(head.partition("content-length: ")[2].split()[0]) if "content-l" in head else 0
        path = head.split()[1]
        self.asked.append((path, parse_qs((await reader.readexactly(size)).decode()), head))
        status, said = self.answers.get(path, (404, b""))
        writer.write(b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n\r\n%s" % (status, len(said), said))
        await writer.drain()
        writer.close()


@pytest.fixture
async def api():
    made = Api()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


CONSENT = {"client_id": "id", "client_secret": "hidden", "refresh_token": "1//0"}


@pytest.fixture
async def client(api):
    async with httpx.AsyncClient() as http:
        asking = Asking(http, Rates(1000, burst=1000), uuid4(), {}, CONSENT)
        yield GoogleClient(asking, f"{api.url}/v4", f"{api.url}/token")


async def test_a_review_is_fetched_by_a_token_of_the_owners_consent(api, client):
    api.answers["/token"] = (200, b'{"access_token": "ya29.x", "expires_in": 3599}')
    api.answers[f"/v4/{NAME}".lower()] = (200, orjson.dumps(REVIEW))

    fetched = await client.fetch(Wanted("review", NAME))

    assert fetched.external_id == f"fetched:review:{NAME}:2026-03-05T11:00:00Z"
    assert google.translate(fetched.topic, fetched.body) == (read(),)
    (_, form, _), (_, _, head) = api.asked
    assert form == {name: [value] for name, value in CONSENT.items()} | {
        "grant_type": ["refresh_token"]
    }
    assert "authorization: bearer ya29.x" in head


async def test_a_review_that_is_gone_is_none_and_a_consent_that_was_taken_back_is_for_good(
    api, client
):
    api.answers["/token"] = (200, b'{"access_token": "ya29.x"}')
    assert await client.fetch(Wanted("review", NAME)) is None

    api.answers["/token"] = (400, b'{"error": "invalid_grant"}')
    with pytest.raises(PermanentError, match="refuses"):
        await client.fetch(Wanted("review", NAME))


@pytest.mark.parametrize("raw", [b"<html>", b"[]", b"{}"])
async def test_what_is_no_answer_is_asked_for_again(api, client, raw):
    api.answers["/token"] = (200, raw)
    with pytest.raises(TransientError):
        await client.fetch(Wanted("review", NAME))
    api.answers["/token"] = (200, b'{"access_token": "ya29.x"}')
    api.answers[f"/v4/{NAME}".lower()] = (200, raw)
    with pytest.raises(TransientError):
        await client.fetch(Wanted("review", NAME))


async def test_a_connection_without_its_credentials_says_what_it_lacks():
    async with httpx.AsyncClient() as http:
        with pytest.raises(PermanentError, match="refresh_token"):
            GoogleClient(
                Asking(
                    http, Rates(1, burst=1), uuid4(), {}, {"client_id": "x", "client_secret": "y"}
                )
            )


async def test_googles_keys_are_asked_for_once_and_kept_while_it_is_away(api, monkeypatch):
    keys = GoogleKeys(f"{api.url}/certs", private=True)
    with pytest.raises(TransientError):
        await keys.current()

    api.answers["/certs"] = (200, jwks(one=key()))
    first, again = await keys.current(), await keys.current()
    monkeypatch.setattr(google_keys, "FRESH_S", -1.0)
    api.answers["/certs"] = (500, b"")
    stale = await keys.current()

    assert first == again == stale == jwks(one=key())
    assert [path for path, *_ in api.asked] == ["/certs"] * 3
