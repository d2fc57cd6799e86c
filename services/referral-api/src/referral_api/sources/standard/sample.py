"""A sale as a sender of Standard Webhooks would report it: marked as a test."""

import base64
import hashlib
import hmac
from datetime import datetime

import orjson

from referral_api.ports import Sample
from referral_api.sources.standard.signature import key_of

_PRICE = {"minor": 7990, "currency": "USD"}


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A test sale under the id `name`, of a source that only samples have."""
    data = {
        "source": "goodword_test",
        "external_id": name,
        "occurred_at": at.isoformat(),
        "gross": _PRICE,
        "items": [{"product_id": "sample", "quantity": 1, "amount": _PRICE}],
        "test": True,
    }
    body = orjson.dumps({"type": "sale", "timestamp": at.isoformat(), "data": data})
    timestamp = str(int(at.timestamp()))
    signed = f"{name}.{timestamp}.".encode() + body
    signature = hmac.new(key_of(secret), signed, hashlib.sha256).digest()
    return Sample(
        {
            "content-type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": timestamp,
            "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
        },
        body,
    )
