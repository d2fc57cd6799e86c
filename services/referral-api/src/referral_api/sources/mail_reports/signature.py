"""Who may pass mail on: whoever knows the secret, as a bearer or as a password.

No signature: what takes mail in (a pipe, an inbound-mail service) can name a password in a URL or
in a header, and seldom more.
"""

import base64
import binascii
import hmac
import secrets as random
from collections.abc import Sequence
from datetime import datetime

from referral_api.domain.connections.about import Incoming
from referral_api.ports import Label

MIN_CHARS, MAX_CHARS = 24, 200


def new_secret() -> str:
    return random.token_urlsafe(32)


def is_secret(text: str) -> bool:
    fits = MIN_CHARS <= len(text) <= MAX_CHARS
    return fits and text.isascii() and text.isprintable() and " " not in text and ":" not in text


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether the caller knows one of `secrets`; compared in constant time, each of them."""
    given = _given(incoming.headers.get("authorization", "")).encode("utf-8", "replace")
    return any([hmac.compare_digest(secret.encode(), given) for secret in secrets])


def label(incoming: Incoming) -> Label:
    return Label("mail_report", None)


def _given(authorization: str) -> str:
    scheme, _, rest = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
