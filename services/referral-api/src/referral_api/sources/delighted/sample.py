"""A response as Delighted would report it, by nobody."""

from datetime import datetime

import orjson

from referral_api.ports import Sample
from referral_api.sources.delighted.signature import HEADER, PREFIX
from referral_api.sources.signing import digest


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A score under the id `name`."""
    seconds = int(at.timestamp())
    data = {
        "id": name,
        "person": {"id": "goodword_test", "name": "Sample"},
        "score": 10,
        "created_at": seconds,
        "updated_at": seconds,
    }
    body = orjson.dumps({"event_type": "survey_response.created", "event_data": data})
    signature = PREFIX + digest(body, secret).hex()
    return Sample({"content-type": "application/json", HEADER: signature}, body)
