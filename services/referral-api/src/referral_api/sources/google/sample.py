"""A push as Pub/Sub would send it, of a review that does not exist, with a token of our own."""

import base64
from datetime import datetime
from typing import Any

import orjson

from referral_api.ports import Sample
from referral_api.sources.google.signature import OURS
from referral_api.sources.signing import digest

GOOD_FOR_S = 300


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A push under the message id `name`."""
    told = {"type": "NEW_REVIEW", "review": "accounts/0/locations/0/reviews/goodword_test"}
    message = {"data": base64.b64encode(orjson.dumps(told)).decode(), "messageId": name}
    body = orjson.dumps(
        {"message": message, "subscription": "projects/goodword/subscriptions/test"}
    )
    made = int(at.timestamp())
    claims = {"iss": OURS, "aud": url, "iat": made, "exp": made + GOOD_FOR_S}
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    token = f"{signed}.{_encoded(digest(signed.encode(), secret))}"
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    return Sample(headers, body)


def _part(value: dict[str, Any]) -> str:
    return _encoded(orjson.dumps(value))


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
