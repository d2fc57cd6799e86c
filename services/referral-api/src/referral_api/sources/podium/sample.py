"""A review as Podium would report it, by nobody."""

import hashlib
import hmac
from datetime import datetime

import orjson

from referral_api.ports import Sample


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A review under the id `name`."""
    data = {
        "uid": name,
        "author": {"id": "goodword_test", "name": "Sample"},
        "review": {"rating": 5, "siteName": "Goodword test", "body": "A sample."},
        "createdAt": at.isoformat(),
        "updatedAt": at.isoformat(),
    }
    metadata = {"event_type": "review.created", "version": "2021.04.01"}
    body = orjson.dumps({"data": data, "metadata": metadata})
    timestamp = str(int(at.timestamp() * 1000))
    signed = f"{timestamp}.".encode() + body
    return Sample(
        {
            "content-type": "application/json",
            "podium-timestamp": timestamp,
            "podium-signature": hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest(),
        },
        body,
    )
