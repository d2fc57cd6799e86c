"""Who may speak for Podium: HMAC-SHA256 over `{timestamp}.{body}`.

Podium signs only where a secret is set, so a connection always has one. Its documentation leaves
open whether the time is in seconds or milliseconds and how the digest is written: both are taken.
"""

import secrets as random
from collections.abc import Sequence
from datetime import datetime

import orjson

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label
from referral_api.sources.signing import from_base64, from_hex, is_signed

TOLERANCE_S = 300
UNKNOWN_TOPIC = "unknown"
_SECONDS_END = 10**11
"""From here on a time is in milliseconds: in seconds it would be the year 5138."""


def new_secret() -> str:
    return random.token_hex(32)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes within five minutes of `now`; compared in
    constant time, each of them."""
    timestamp = incoming.headers.get("podium-timestamp", "").strip()
    if not _is_recent(timestamp, now):
        return False
    given = incoming.headers.get("podium-signature", "")
    signed = f"{timestamp}.".encode() + incoming.body
    return any([is_signed(signed, read(given), secrets) for read in (from_hex, from_base64)])


def label(incoming: Incoming) -> Label:
    """Podium gives its deliveries no id: what is the same twice says the same."""
    try:
        topic = orjson.loads(incoming.body)["metadata"]["event_type"]
    except (ValueError, KeyError, TypeError, IndexError):
        topic = None
    return Label(topic if isinstance(topic, str) and topic else UNKNOWN_TOPIC, None)


def _is_recent(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
        return False
    at = int(timestamp) if int(timestamp) < _SECONDS_END else int(timestamp) / 1000
    return abs(at - now.timestamp()) <= TOLERANCE_S
