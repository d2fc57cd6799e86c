"""API keys: `gw_live_<12 public>_<43 secret>_<6 checksum>`.

The prefix and the checksum (CRC-32, base 62) let scanners find leaked keys and tell them from
noise; the public part finds the row; the secret part has 256 bits, so a plain SHA-256 keeps it.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FORM = re.compile(r"gw_(live|test)_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})")

Scope = Literal["read", "write", "operate", "admin"]
SCOPES: tuple[Scope, ...] = ("read", "write", "operate", "admin")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as its holder has it."""

    mode: str
    public_id: str
    secret: str

    @property
    def token(self) -> str:
        body = f"gw_{self.mode}_{self.public_id}_{self.secret}"
        return f"{body}_{_checksum(body)}"

    @property
    def hashed(self) -> bytes:
        """What is stored of the key."""
        return hashlib.sha256(self.token.encode()).digest()


def make_key(mode: str) -> ApiKey:
    return ApiKey(mode, _random(12), _random(43))


def read_key(token: str) -> ApiKey | None:
    """The key, or None for what cannot be one: wrong form or checksum."""
    found = _FORM.fullmatch(token)
    if found is None:
        return None
    key = ApiKey(found[1], found[2], found[3])
    return key if hmac.compare_digest(key.token, token) else None


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _checksum(body: str) -> str:
    number, letters = crc32(body.encode()), ""
    for _ in range(6):
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return letters
