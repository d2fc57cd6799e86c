"""Who may speak: `v1,` and base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`.

Written out because the reference library raises four kinds of errors, reads the timestamp as a
float and takes base64 that is none.
"""

import base64
import binascii
import hashlib
import hmac
import secrets as random
from collections.abc import Sequence
from datetime import datetime

import orjson

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label

TOLERANCE_S = 300
PREFIX = "whsec_"
MIN_KEY_BYTES, MAX_KEY_BYTES = 24, 64
MAX_SIGNATURES = 20
UNKNOWN_TOPIC = "unknown"


def new_secret() -> str:
    return PREFIX + base64.b64encode(random.token_bytes(32)).decode()


def is_secret(text: str) -> bool:
    return text.startswith(PREFIX) and MIN_KEY_BYTES <= len(key_of(text)) <= MAX_KEY_BYTES


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes within five minutes of `now`."""
    message_id = incoming.headers.get("webhook-id", "")
    timestamp = incoming.headers.get("webhook-timestamp", "")
    if not message_id or not _is_recent(timestamp, now):
        return False
    signed = f"{message_id}.{timestamp}.".encode() + incoming.body
    given = [_decoded(each) for each in incoming.headers.get("webhook-signature", "").split()]
    matches = [
        hmac.compare_digest(hmac.new(key_of(secret), signed, hashlib.sha256).digest(), signature)
        for secret in secrets
        for signature in given[:MAX_SIGNATURES]
    ]
    return any(matches)


def label(incoming: Incoming) -> Label:
    try:
        topic = orjson.loads(incoming.body)["type"]
    except (ValueError, KeyError, TypeError, IndexError):
        topic = None
    known = topic if isinstance(topic, str) and topic else UNKNOWN_TOPIC
    return Label(known, incoming.headers.get("webhook-id") or None)


def _is_recent(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(int(timestamp) - now.timestamp()) <= TOLERANCE_S


def _decoded(signature: str) -> bytes:
    """The bytes of one `v1,…`; nothing for other versions and for what is no base64."""
    version, _, encoded = signature.partition(",")
    if version != "v1":
        return b""
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def key_of(secret: str) -> bytes:
    """The bytes that a secret stands for; none where it is no secret."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""
