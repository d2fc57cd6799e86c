"""Who may speak for a shop: base64 of HMAC-SHA256 over the raw body, under the app's secret.

There is no timestamp and no tolerance. Shopify writes its headers with and without `x-`, and signs
with the old secret for up to an hour after a rotation.
"""

import base64
import binascii
import hmac
import secrets as random
from collections.abc import Mapping, Sequence
from datetime import datetime

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label

UNKNOWN_TOPIC = "unknown"


def new_secret() -> str:
    return random.token_hex(32)


def is_secret(text: str) -> bool:
    return bool(text) and text.isascii() and text == text.strip()


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes; compared in constant time, each of them."""
    try:
        # Some libraries end their base64 with a newline.
        signature = "".join(_header(incoming.headers, "hmac-sha256").split())
        given = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    matches = [
        hmac.compare_digest(hmac.digest(secret.encode(), incoming.body, "sha256"), given)
        for secret in secrets
    ]
    return any(matches)


def label(incoming: Incoming) -> Label:
    topic = _header(incoming.headers, "topic") or UNKNOWN_TOPIC
    return Label(topic, _header(incoming.headers, "webhook-id") or None)


def _header(headers: Mapping[str, str], name: str) -> str:
    return (headers.get(f"shopify-{name}") or headers.get(f"x-shopify-{name}") or "").strip()
