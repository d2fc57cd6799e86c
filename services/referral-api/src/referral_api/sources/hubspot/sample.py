"""A change of a deal's stage as HubSpot would report it, of a number that no deal has."""

import base64
from datetime import datetime

import orjson

from referral_api.ports import Sample
from referral_api.sources.hubspot.signature import SIGNATURE, TIMESTAMP, decoded, text_of
from referral_api.sources.signing import digest


def sample(name: str, at: datetime, secret: str, url: str) -> Sample:
    """One event under the id `name`."""
    timestamp = str(int(at.timestamp() * 1000))
    event = {
        "eventId": name,
        "subscriptionId": 0,
        "portalId": 0,
        "occurredAt": int(timestamp),
        "subscriptionType": "deal.propertyChange",
        "attemptNumber": 0,
        "objectId": 0,
        "propertyName": "dealstage",
        "propertyValue": "closedwon",
    }
    body = orjson.dumps([event])
    signature = digest(text_of(decoded(url), body, timestamp), secret)
    headers = {
        "content-type": "application/json",
        TIMESTAMP: timestamp,
        SIGNATURE: base64.b64encode(signature).decode(),
    }
    return Sample(headers, body)
