"""Secrets that must be kept, hashes that must not be guessed, tokens that must not be forged.

Three tools with three keys' worth of purpose:

- `Sealer` encrypts what crosses services and is secret (MultiFernet, newest key first).
- `Hasher` makes keyed hashes of addresses that outlive the person (its key is never rotated).
- `Signer` signs what leaves the house and comes back: public tokens and list cursors.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from goodword.errors import PermanentError

MAX_TOKEN_LENGTH = 2048
"""No token of ours is longer, so a longer one is not even looked at."""

MAILBOX_CHARS = 20
"""80 bits: nobody guesses them, since each guess is a mail."""

_SIGNATURE_BYTES = 16
_NOT_OURS = "a sealed field cannot be opened: its key is not in GOODWORD_SECRET_KEYS"


class Sealer:
    """Encrypts small texts with the newest key, and opens what any of the keys has sealed."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text; PermanentError where no key of ours made it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise PermanentError(_NOT_OURS) from error


class Hasher:
    """HMAC-SHA-256 of what is to be known again and not to be known."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def address(self, business_id: UUID, channel: str, address: str) -> str:
        """The hash under which a suppression of this address is kept, as hex."""
        return self._hash(str(business_id), channel, address.strip().lower())

    def visitor(self, business_id: UUID, day: date, origin: str, agent: str) -> str:
        """The hash that tells the visitors of one business on one day apart, as hex: the next day
        the same person is another one."""
        return self._hash("visitor", str(business_id), day.isoformat(), origin, agent)

    def household(self, business_id: UUID, home: str) -> str:
        """The hash by which those are known to live together who share a `home`, as hex."""
        return self._hash("household", str(business_id), home)

    def minted(self, code: str) -> str:
        """The hash by which a code that we minted is known again where it is used, as hex."""
        return self._hash("minted", code.strip().upper())

    def mailbox(self, about: str, object_id: UUID) -> str:
        """What shows that an address for mails about a thing of ours is ours, as hex: short, since
        an address may hold 64 characters before its @."""
        # Those of referrals stand in letters since before anything else had one.
        kind = () if about == "ref" else (about,)
        return self._hash("mailbox", *kind, str(object_id))[:MAILBOX_CHARS]

    def _hash(self, *parts: str) -> str:
        return hmac.new(self._key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


class Signer:
    """Signs small JSON values for one purpose, so that a token for one use is none for another."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def sign(self, purpose: str, value: Mapping[str, Any]) -> str:
        """A token for use in a URL; ValueError where it would be longer than any that is read."""
        body = json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
        token = _encode(self._signature(purpose, body) + body)
        if len(token) > MAX_TOKEN_LENGTH:
            raise ValueError(f"a token for {purpose} would be over {MAX_TOKEN_LENGTH} characters")
        return token

    def read(self, purpose: str, token: str) -> dict[str, Any] | None:
        """The value behind a token of ours, or None for anything else."""
        if len(token) > MAX_TOKEN_LENGTH:
            return None
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        # Decoding passes over what is not of its alphabet, so one token could be written many ways.
        if _encode(raw) != token:
            return None
        signature, body = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(purpose, body)):
            return None
        return dict(json.loads(body))

    def _signature(self, purpose: str, body: bytes) -> bytes:
        message = purpose.encode() + b"\x00" + body
        return hmac.new(self._key, message, hashlib.sha256).digest()[:_SIGNATURE_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
