"""An event as BigCommerce would send it, of an order that does not exist."""

import base64
import hashlib
from datetime import datetime

import orjson

from referral_api.ports import Sample
from referral_api.sources.signing import digest


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """An order that was created, in an event that is called `name`."""
    told_at = int(at.timestamp())
    body = orjson.dumps(
        {
            "scope": "store/order/created",
            "store_id": "0",
            "data": {"type": "order", "id": 0},
            "hash": hashlib.sha256(name.encode()).hexdigest()[:40],
            "created_at": told_at,
            "producer": "stores/sample",
        }
    )
    signature = digest(f"{name}.{told_at}.".encode() + body, secret)
    return Sample(
        {
            "content-type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(told_at),
            "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
        },
        body,
    )
