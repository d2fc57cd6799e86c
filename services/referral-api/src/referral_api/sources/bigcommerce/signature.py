"""Who may speak for a BigCommerce store: Standard Webhooks, under the bytes of the client secret
that belongs to the token with which the webhooks were made.
"""

import base64
import secrets as random
from collections.abc import Sequence
from datetime import datetime

import orjson

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label
from referral_api.sources.standard import signature as standard

UNKNOWN_TOPIC = "unknown"


def new_secret() -> str:
    return random.token_hex(32)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` signed these bytes within five minutes of `now`."""
    return standard.verify(incoming, [as_standard(secret) for secret in secrets], now)


def label(incoming: Incoming) -> Label:
    """The scope is the topic, which is inside what was signed."""
    try:
        scope = orjson.loads(incoming.body)["scope"]
    except (ValueError, KeyError, TypeError):
        scope = None
    known = scope if isinstance(scope, str) and scope else UNKNOWN_TOPIC
    return Label(known, incoming.headers.get("webhook-id") or None)


def as_standard(secret: str) -> str:
    """A client secret as Standard Webhooks write secrets."""
    return standard.PREFIX + base64.b64encode(secret.encode()).decode()
