"""Who may speak for Stripe: `v1`, hex of HMAC-SHA256 over `{t}.{body}`, under the endpoint's secret
as it is shown, `whsec_` included.

Several `v1` come while two secrets are good; other schemes are none. As in Stripe's own libraries
a time may lie ahead, and not behind by more than five minutes.
"""

import secrets as random
from collections.abc import Sequence
from datetime import datetime

import orjson

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label
from referral_api.sources.signing import from_hex, is_signed

TOLERANCE_S = 300
UNKNOWN_TOPIC = "unknown"
MAX_SIGNATURES = 16


def new_secret() -> str:
    return f"whsec_{random.token_hex(24)}"


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes lately; compared in constant time, each."""
    parts = [
        (name.strip(), value.strip())
        for name, _, value in (
            each.partition("=")
            for each in incoming.headers.get("stripe-signature", "").split(",", MAX_SIGNATURES)
        )
    ]
    at = next((value for name, value in parts if name == "t"), "")
    if not _is_recent(at, now):
        return False
    signed = f"{at}.".encode() + incoming.body
    given = [from_hex(value) for name, value in parts if name == "v1"]
    return any([is_signed(signed, each, secrets) for each in given])


def label(incoming: Incoming) -> Label:
    """The event's own type and id, which stay the same however often it is sent."""
    try:
        event = orjson.loads(incoming.body)
        topic, id_ = event["type"], event["id"]
    except (ValueError, KeyError, TypeError):
        return Label(UNKNOWN_TOPIC, None)
    known = topic if isinstance(topic, str) and topic else UNKNOWN_TOPIC
    return Label(known, id_ if isinstance(id_, str) and id_ else None)


def _is_recent(at: str, now: datetime) -> bool:
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        return False
    return int(at) >= now.timestamp() - TOLERANCE_S
