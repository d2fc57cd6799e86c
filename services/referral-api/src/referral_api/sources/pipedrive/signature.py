"""Who may speak for Pipedrive: whoever knows user and password of the webhook (HTTP Basic).

Nothing of the request is signed, neither its body nor a time. Each event has an id of its own,
which stays the same when it is sent again.
"""

import hmac
import secrets as random
from collections.abc import Sequence
from datetime import datetime

import orjson

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label
from referral_api.sources.signing import from_base64

USER = "goodword"
UNKNOWN_TOPIC = "unknown"


def new_secret() -> str:
    return random.token_urlsafe(32)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of `secrets` came with it; compared in constant time, each of them."""
    scheme, _, rest = incoming.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return False
    given = from_base64(rest)
    return any([hmac.compare_digest(_credentials(each), given) for each in secrets])


def label(incoming: Incoming) -> Label:
    """Action and entity, such as `change.deal`, and the id of the event."""
    try:
        meta = orjson.loads(incoming.body)["meta"]
        topic, id_ = f"{meta['action']}.{meta['entity']}", meta["id"]
    except (ValueError, KeyError, TypeError):
        return Label(UNKNOWN_TOPIC, None)
    return Label(topic, id_ if isinstance(id_, str) and id_ else None)


def _credentials(secret: str) -> bytes:
    return f"{USER}:{secret}".encode()
