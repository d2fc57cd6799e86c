"""Who may speak for a WooCommerce shop: base64 of HMAC-SHA256 over the raw body.

Its own ids of deliveries are shared by all of one second, so that a delivery is known by what it
says. When a webhook is saved, the address is tried with a form that nobody signed.
"""

import re
import secrets as random
from collections.abc import Sequence
from datetime import datetime

from referral_api.domain.connections.about import Incoming, Reply
from referral_api.ports import Label
from referral_api.sources.signing import from_base64, is_signed

UNKNOWN_TOPIC = "unknown"
_PING = re.compile(rb"webhook_id=\d{1,20}")


def new_secret() -> str:
    # Letters and digits: others WordPress would write in another way before it signs.
    return random.token_hex(32)


def is_secret(text: str) -> bool:
    # With an empty one WooCommerce signs all the same, as anybody can.
    return bool(text) and text.isascii() and text == text.strip()


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes; compared in constant time, each of them."""
    given = from_base64(incoming.headers.get("x-wc-webhook-signature", ""))
    return is_signed(incoming.body, given, secrets)


def label(incoming: Incoming) -> Label:
    return Label(incoming.headers.get("x-wc-webhook-topic", "").strip() or UNKNOWN_TOPIC, None)


def greet(incoming: Incoming) -> Reply | None:
    """200 and no other is what saves a webhook."""
    is_ping = "x-wc-webhook-signature" not in incoming.headers and _PING.fullmatch(incoming.body)
    return Reply(200, b"ok") if is_ping else None
