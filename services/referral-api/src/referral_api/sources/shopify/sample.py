"""An order as Shopify would report it, of somebody who is nobody: marked as a test order."""

import base64
import hashlib
import hmac
from datetime import datetime

import orjson

from referral_api.ports import Sample

_PRICE = "79.90"


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A test order that is paid, under the id `name`, which no order of a shop has: those are
    numbers."""
    body = orjson.dumps(
        {
            "id": name,
            "currency": "USD",
            "financial_status": "paid",
            "test": True,
            "created_at": at.isoformat(),
            "processed_at": at.isoformat(),
            "updated_at": at.isoformat(),
            "total_price": _PRICE,
            "subtotal_price": _PRICE,
            "line_items": [{"product_id": 1, "quantity": 1, "price": _PRICE}],
        }
    )
    signature = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return Sample(
        {
            "content-type": "application/json",
            "x-shopify-topic": "orders/paid",
            "x-shopify-test": "true",
            "x-shopify-webhook-id": name,
            "x-shopify-hmac-sha256": base64.b64encode(signature).decode(),
        },
        body,
    )
