"""A sale as the example of a mapping reads it; another mapping may make nothing of it."""

from datetime import datetime
from typing import Final

import orjson

from referral_api.ports import Sample

EXAMPLE: Final = (
    '{"source": "till", "topic": "/event", "rules": [{"kind": "sale",'
    ' "when": [{"at": "/event", "is": "paid"}], "external_id": "/order/id",'
    ' "occurred_at": "/order/paid_at", "gross": {"amount": "/order/total", "currency": "USD"},'
    ' "buyer": {"email": "/order/email"}, "codes": ["/order/code"],'
    ' "test_when": [{"at": "/order/test", "is": true}]}]}'
)


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A test sale under the id `name`."""
    order = {"id": name, "paid_at": at.isoformat(), "total": "79.90", "test": True}
    headers = {"content-type": "application/json", "authorization": f"Bearer {secret}"}
    return Sample(headers, orjson.dumps({"event": "paid", "order": order}))
