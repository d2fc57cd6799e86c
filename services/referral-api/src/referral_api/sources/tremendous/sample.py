"""A callback as Tremendous would send it, about an order that nobody made."""

import hashlib
import hmac
from datetime import datetime

import orjson

from referral_api.ports import Sample
from referral_api.sources.tremendous.signature import HEADER, PREFIX

NOBODYS_ORDER = "GOODWORDTEST"
"""Has the form of an id, and is none."""


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """That an order has changed which does not exist: rewards-worker looks, and finds nothing."""
    body = orjson.dumps(
        {
            "event": "ORDERS.APPROVED",
            "uuid": name,
            "created_utc": at.isoformat(),
            "payload": {"resource": {"id": NOBODYS_ORDER, "type": "orders"}},
        }
    )
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Sample({"content-type": "application/json", HEADER: PREFIX + signature}, body)
