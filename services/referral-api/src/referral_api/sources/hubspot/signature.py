"""Who may speak for HubSpot: v3, base64 of HMAC-SHA256 over method, address, body and time.

The older signatures that come along are not taken: they are bare hashes of secret and text, which
can be lengthened by anybody, and no time is in them.
"""

import hashlib
import re
import secrets as random
from collections.abc import Sequence
from datetime import datetime

import orjson

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label
from referral_api.sources.signing import from_base64, is_signed

SIGNATURE = "x-hubspot-signature-v3"
TIMESTAMP = "x-hubspot-request-timestamp"
TOLERANCE_MS = 300_000
UNKNOWN_TOPIC = "unknown"

_TOPIC = re.compile(r"[a-z_]{1,60}\.[A-Za-z]{1,60}")
_DECODED = re.compile(r"%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)
"""What is decoded in an address before it is signed; all else stays as it is written."""

_IDENTITY = ("portalId", "subscriptionId", "eventId", "objectId", "occurredAt")
"""An event's own id is not unique by itself."""


def new_secret() -> str:
    return random.token_hex(16)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed this request within five minutes of `now`; compared in
    constant time, each of them."""
    timestamp = incoming.headers.get(TIMESTAMP, "").strip()
    if not _is_recent(timestamp, now):
        return False
    given = from_base64(incoming.headers.get(SIGNATURE, ""))
    # HubSpot's documentation has the address decoded, and its own library does not.
    signed = [
        text_of(url, incoming.body, timestamp) for url in (decoded(incoming.url), incoming.url)
    ]
    return any([is_signed(each, given, secrets) for each in signed])


def text_of(url: str, body: bytes, timestamp: str) -> bytes:
    """What is signed of a request."""
    return b"POST" + url.encode() + body + timestamp.encode()


def decoded(url: str) -> str:
    """The address as it is signed."""
    return _DECODED.sub(lambda found: chr(int(found[0][1:], 16)), url)


def label(incoming: Incoming) -> Label:
    """The type of the first event; the batch is known by the events in it, whichever attempt it
    is."""
    try:
        events = orjson.loads(incoming.body)
        topic = _type_of(events[0])
        said = sorted(" ".join(str(each.get(name)) for name in _IDENTITY) for each in events)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return Label(UNKNOWN_TOPIC, None)
    return Label(topic, f"events:{hashlib.sha256(','.join(said).encode()).hexdigest()}")


def _type_of(event: dict[str, object]) -> str:
    told = event.get("subscriptionType") or event.get("eventType")
    # A topic of ours, such as that of a fetched deal, is none of theirs.
    return told if isinstance(told, str) and _TOPIC.fullmatch(told) else UNKNOWN_TOPIC


def _is_recent(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
        return False
    return abs(int(timestamp) - now.timestamp() * 1000) <= TOLERANCE_MS
