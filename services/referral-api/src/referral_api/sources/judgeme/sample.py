"""A review as Judge.me would report it, by nobody."""

from datetime import datetime

import orjson

from referral_api.ports import Sample
from referral_api.sources.judgeme.signature import HEADER
from referral_api.sources.signing import digest


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A review under the id `name`."""
    review = {
        "id": name,
        "rating": 5,
        "body": "A sample.",
        "reviewer": {"id": "goodword_test", "name": "Sample"},
        "created_at": at.isoformat(),
    }
    body = orjson.dumps({"event": "review/created", "platform": "test", "review": review})
    headers = {"content-type": "application/json", HEADER: digest(body, secret).hex()}
    return Sample(headers, body)
