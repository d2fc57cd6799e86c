"""Codes that nobody can guess and that are never made twice.

A code is derived from the payout's key under a key of ours, not drawn: a worker that is killed
after it made a code makes the same one again, and nothing of it need be kept in clear. Of the HMAC
80 bits are used: a million codes a second, tried for a year against a million live codes, find one
with a chance below one in thirty thousand.
"""

import hmac
from hashlib import sha256
from uuid import UUID

from goodword import ids

_PURPOSE = b"goodword discount code\x00"
_GROUPS, _LETTERS = 4, 4


def code_of(key: UUID, prefix: str, code_key: bytes) -> str:
    """`SHOP-7K3M-…`: letters and digits that are not mistaken for each other (Crockford)."""
    digest = hmac.new(code_key, _PURPOSE + key.bytes, sha256).digest()
    number = int.from_bytes(digest[:10], "big")
    letters = [ids.ALPHABET[number >> shift & 31] for shift in range(75, -5, -5)]
    text = "".join(letters).upper()
    groups = [text[_LETTERS * at : _LETTERS * (at + 1)] for at in range(_GROUPS)]
    return "-".join([prefix, *groups] if prefix else groups)
