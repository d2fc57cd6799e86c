"""Who may speak for a shop: base64 of HMAC-SHA256 over the raw body, under the app's secret.

There is no timestamp and no tolerance. Shopify writes its headers with and without `x-`, and signs
with the old secret for up to an hour after a rotation.
"""

import secrets as random
from collections.abc import Mapping, Sequence
from datetime import datetime

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label
from referral_api.sources.signing import from_base64, is_signed

UNKNOWN_TOPIC = "unknown"


def new_secret() -> str:
    return random.token_hex(32)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes; compared in constant time, each of them."""
    # Some libraries end their base64 with a newline.
    given = from_base64(_header(incoming.headers, "hmac-sha256"))
    return is_signed(incoming.body, given, secrets)


def label(incoming: Incoming) -> Label:
    topic = _header(incoming.headers, "topic") or UNKNOWN_TOPIC
    return Label(topic, _header(incoming.headers, "webhook-id") or None)


def _header(headers: Mapping[str, str], name: str) -> str:
    return (headers.get(f"shopify-{name}") or headers.get(f"x-shopify-{name}") or "").strip()
