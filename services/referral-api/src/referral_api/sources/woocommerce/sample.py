"""An order as WooCommerce would report it, of somebody who is nobody."""

import base64
from datetime import UTC, datetime

import orjson

from referral_api.ports import Sample
from referral_api.sources.signing import digest


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A paid order under the number that `name` makes."""
    told_at = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
    body = orjson.dumps(
        {
            "id": name,
            "status": "processing",
            "currency": "USD",
            "total": "1.00",
            "date_created_gmt": told_at,
            "date_modified_gmt": told_at,
            "date_paid_gmt": told_at,
            "customer_id": 0,
            "line_items": [{"product_id": 1, "quantity": 1, "total": "1.00", "price": 1}],
        }
    )
    return Sample(
        {
            "content-type": "application/json",
            "x-wc-webhook-topic": "order.updated",
            "x-wc-webhook-signature": base64.b64encode(digest(body, secret)).decode(),
        },
        body,
    )
