"""A deal that is won as Pipedrive would report it, of a number that no deal has."""

import base64
from datetime import UTC, datetime

import orjson

from referral_api.ports import Sample
from referral_api.sources.pipedrive.signature import USER


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """A won deal under the event id `name`."""
    told_at = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    deal = {
        "id": 0,
        "status": "won",
        "value": 1,
        "currency": "USD",
        "won_time": told_at,
        "update_time": told_at,
    }
    meta = {"id": name, "action": "change", "entity": "deal", "version": "2.0", "attempt": 1}
    body = orjson.dumps({"data": deal, "previous": {"status": "open"}, "meta": meta})
    credentials = base64.b64encode(f"{USER}:{secret}".encode()).decode()
    headers = {"content-type": "application/json", "authorization": f"Basic {credentials}"}
    return Sample(headers, body)
