"""Who may speak for Tremendous: `sha256=` and hex of HMAC-SHA256 over the raw body, under the
webhook's `private_key`.

There is no timestamp: what is repeated is known by its uuid, and only has us ask once more.
"""

import secrets as random
from collections.abc import Sequence
from datetime import datetime

from referral_api.domain.connections.about import Incoming
from referral_api.sources.signing import from_hex, is_signed

HEADER = "tremendous-webhook-signature"
PREFIX = "sha256="


def new_secret() -> str:
    return random.token_hex(32)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes; compared in constant time, each of them."""
    given = incoming.headers.get(HEADER, "").strip()
    if not given.startswith(PREFIX):
        return False
    return is_signed(incoming.body, from_hex(given.removeprefix(PREFIX)), secrets)
