"""A message of Standard Webhooks: its body, and the headers that prove whose it is."""

import base64
import hashlib
import hmac
import secrets as random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson

PREFIX: Final = "whsec_"
KEY_BYTES: Final = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(random.token_bytes(KEY_BYTES)).decode()


def body_of(event_type: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """The bytes to send: the same for the same event, however often they are made."""
    whole = {"type": event_type, "timestamp": at, "data": data}
    return orjson.dumps(whole, option=orjson.OPT_UTC_Z | orjson.OPT_SORT_KEYS)


def headers_of(
    message_id: str, at: datetime, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """The three headers of the standard; one signature with each of the `secrets`.

    `at` is when this attempt is made, and not when the event was: a receiver refuses old ones.
    """
    timestamp = str(int(at.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"
