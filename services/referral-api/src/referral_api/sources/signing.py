"""Signatures by HMAC-SHA256, compared in constant time with each secret that may have made them."""

import base64
import binascii
import hmac
from collections.abc import Sequence


def is_secret(text: str) -> bool:
    """Whether it can be copied and pasted without loss, and is not empty: with nothing anybody
    can sign."""
    return bool(text) and text.isascii() and text == text.strip()


def is_signed(signed: bytes, given: bytes, secrets: Sequence[str]) -> bool:
    """Whether the digest `given` is that of `signed` under one of the secrets."""
    # A list, not a generator: each secret is compared, so that time tells nothing of which fits.
    return any([hmac.compare_digest(digest(signed, secret), given) for secret in secrets])


def digest(signed: bytes, secret: str) -> bytes:
    """HMAC-SHA256 under the secret's own bytes."""
    return hmac.digest(secret.encode(), signed, "sha256")


def from_hex(text: str) -> bytes:
    """The bytes; none where it is no hex."""
    try:
        return bytes.fromhex(text.strip())
    except ValueError:
        return b""


def from_base64(text: str) -> bytes:
    """The bytes, whatever white space is between; none where it is no base64."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
