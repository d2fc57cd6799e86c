"""Who may speak for Judge.me: hex of HMAC-SHA256 over the raw body, whatever the header's name."""

import secrets as random
from collections.abc import Sequence
from datetime import datetime

import orjson

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label
from referral_api.sources.signing import from_hex, is_signed

HEADER = "judgeme-hmac-sha256"
UNKNOWN_TOPIC = "unknown"


def new_secret() -> str:
    return random.token_hex(32)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes; compared in constant time, each of them."""
    return is_signed(incoming.body, from_hex(incoming.headers.get(HEADER, "")), secrets)


def label(incoming: Incoming) -> Label:
    """Judge.me gives its deliveries no id: what is the same twice says the same."""
    try:
        topic = orjson.loads(incoming.body)["event"]
    except (ValueError, KeyError, TypeError):
        topic = None
    return Label(topic if isinstance(topic, str) and topic else UNKNOWN_TOPIC, None)
