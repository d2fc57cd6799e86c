"""A paid session as Stripe would report it, in test mode and by nobody."""

from datetime import datetime

import orjson

from referral_api.ports import Sample
from referral_api.sources.signing import digest


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A session under the event id `name`."""
    seconds = int(at.timestamp())
    session = {
        "id": name,
        "mode": "payment",
        "payment_status": "paid",
        "payment_intent": name,
        "amount_total": 100,
        "currency": "usd",
        "created": seconds,
    }
    body = orjson.dumps(
        {
            "id": name,
            "type": "checkout.session.completed",
            "created": seconds,
            "livemode": False,
            "data": {"object": session},
        }
    )
    signature = digest(f"{seconds}.".encode() + body, secret).hex()
    headers = {
        "content-type": "application/json",
        "stripe-signature": f"t={seconds},v1={signature}",
    }
    return Sample(headers, body)
