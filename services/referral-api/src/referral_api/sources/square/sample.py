"""A completed payment as Square would report it, of somebody who is nobody."""

import base64
from datetime import UTC, datetime

import orjson

from referral_api.ports import Sample
from referral_api.sources.signing import digest
from referral_api.sources.square.signature import HEADER


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A payment under the id `name`, signed for `url`."""
    told_at = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
    amount = {"amount": 100, "currency": "USD"}
    payment = {
        "id": name,
        "status": "COMPLETED",
        "created_at": told_at,
        "updated_at": told_at,
        "amount_money": amount,
        "total_money": amount,
    }
    body = orjson.dumps(
        {
            "merchant_id": "GOODWORDTEST",
            "type": "payment.updated",
            "event_id": name,
            "created_at": told_at,
            "data": {"type": "payment", "id": name, "object": {"payment": payment}},
        }
    )
    signature = base64.b64encode(digest(url.encode() + body, secret)).decode()
    return Sample({"content-type": "application/json", HEADER: signature}, body)
