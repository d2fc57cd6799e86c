"""Who may speak for Lightspeed: `signature=…,algorithm=HMAC-SHA256` over the whole form as it was
posted, under the client secret of the app that made the webhook.

Lightspeed does not say whether the digest is written in hex or in base64: both are read. Webhooks
that were made by hand are not signed, and are refused.
"""

import secrets as random
from collections.abc import Sequence
from datetime import datetime

from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.ports import Label
from referral_api.sources.lightspeed.payload import payload_of, topic_of
from referral_api.sources.signing import from_base64, from_hex, is_signed

HEADER = "x-signature"
ALGORITHM = "HMAC-SHA256"
UNKNOWN_TOPIC = "unknown"
_MAX_PARTS = 8


def new_secret() -> str:
    return random.token_urlsafe(32)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes; compared in constant time, each of them."""
    parts = {
        name.strip().lower(): value.strip().strip('"')
        for name, _, value in (
            each.partition("=") for each in incoming.headers.get(HEADER, "").split(",", _MAX_PARTS)
        )
    }
    if parts.get("algorithm", ALGORITHM).upper() != ALGORITHM:
        return False
    told = parts.get("signature", "")
    given = from_hex(told), from_base64(told)
    return any([is_signed(incoming.body, each, secrets) for each in given])


def label(incoming: Incoming) -> Label:
    """Lightspeed gives a delivery no id: what says the same is the same."""
    try:
        return Label(topic_of(payload_of(incoming.body)) or UNKNOWN_TOPIC, None)
    except UnreadableError:
        return Label(UNKNOWN_TOPIC, None)
