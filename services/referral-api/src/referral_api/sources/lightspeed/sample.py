"""A closed sale as Lightspeed would report it, of somebody who is nobody."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import orjson

from referral_api.ports import Sample
from referral_api.sources.lightspeed.signature import ALGORITHM, HEADER
from referral_api.sources.signing import digest


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A sale under the id `name`."""
    told_at = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    sale = {
        "id": name,
        "status": "CLOSED",
        "total_price": 1.0,
        "total_tax": 0.0,
        "sale_date": told_at,
        "updated_at": told_at,
        "customer": {"customer_code": "WALKIN", "contact": {}},
        "register_sale_products": [{"quantity": 1, "price": 1.0, "price_total": 1.0}],
    }
    body = urlencode({"payload": orjson.dumps(sale).decode()}).encode()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        HEADER: f"signature={digest(body, secret).hex()},algorithm={ALGORITHM}",
    }
    return Sample(headers, body)
