"""Who may speak for Square: base64 of HMAC-SHA256 over the address of the subscription, as it was
written there, and the raw body behind it. No time is signed.

The older `x-square-signature`, of SHA-1, comes beside it and is not looked at.
"""

import secrets as random
from collections.abc import Sequence
from datetime import datetime

import orjson

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label
from referral_api.sources.signing import from_base64, is_signed

HEADER = "x-square-hmacsha256-signature"
UNKNOWN_TOPIC = "unknown"


def new_secret() -> str:
    return random.token_urlsafe(16)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes for this address; compared in constant time."""
    given = from_base64(incoming.headers.get(HEADER, ""))
    return is_signed(incoming.url.encode("utf-8", "replace") + incoming.body, given, secrets)


def label(incoming: Incoming) -> Label:
    """The event's own type and id, which stay the same however often it is sent."""
    try:
        event = orjson.loads(incoming.body)
        topic, id_ = event["type"], event["event_id"]
    except (ValueError, KeyError, TypeError):
        return Label(UNKNOWN_TOPIC, None)
    known = topic if isinstance(topic, str) and topic else UNKNOWN_TOPIC
    return Label(known, id_ if isinstance(id_, str) and id_ else None)
