"""Who may speak for Delighted: `sha256=` and hex of HMAC-SHA256 over the raw body."""

import secrets as random
from collections.abc import Sequence
from datetime import datetime

import orjson

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label
from referral_api.sources.signing import from_hex, is_signed

HEADER = "x-delighted-webhook-signature"
PREFIX = "sha256="
UNKNOWN_TOPIC = "unknown"


def new_secret() -> str:
    return random.token_hex(16)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes; compared in constant time, each of them."""
    given = incoming.headers.get(HEADER, "").strip()
    if not given.startswith(PREFIX):
        return False
    return is_signed(incoming.body, from_hex(given.removeprefix(PREFIX)), secrets)


def label(incoming: Incoming) -> Label:
    """Its own `event_id` was seen on two different events: what is the same twice says the same."""
    try:
        topic = orjson.loads(incoming.body)["event_type"]
    except (ValueError, KeyError, TypeError):
        topic = None
    return Label(topic if isinstance(topic, str) and topic else UNKNOWN_TOPIC, None)
