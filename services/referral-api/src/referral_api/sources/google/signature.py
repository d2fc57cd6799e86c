"""Who may speak for Google: a token that Google signed (RS256, OpenID Connect) for the push's own
address, in the name of the service account that the connection names.

Our own samples have a token that the connection's secret signed (HS256). Each algorithm is looked
for under its own keys alone, so that no public key is ever taken for a secret.
"""

import base64
import binascii
import re
import secrets as random
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from referral_api.domain.connections.about import Incoming
from referral_api.sources.signing import is_signed

ISSUERS: Final = ("https://accounts.google.com", "accounts.google.com")
OURS: Final = "goodword"
SKEW_S = 60
MAX_TOKEN_CHARS = 4096
_PART = re.compile(r"[A-Za-z0-9_-]+")


def new_secret() -> str:
    return random.token_hex(32)


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether its token is Google's, or ours, and was made for this address and is still good."""
    scheme, _, token = incoming.headers.get("authorization", "").strip().partition(" ")
    parts = token.split(".")
    if scheme.lower() != "bearer" or len(parts) != 3 or len(token) > MAX_TOKEN_CHARS:
        return False
    head, claims = (_object(each) for each in parts[:2])
    signed, given = token.rpartition(".")[0].encode(), decoded(parts[2])
    if not _is_for(claims, incoming.url.partition("?")[0], now):
        return False
    if head.get("alg") == "HS256":
        return claims.get("iss") == OURS and is_signed(signed, given, secrets)
    if head.get("alg") != "RS256" or not _is_of(claims, incoming.settings.get("service_account")):
        return False
    key = keys_of(incoming.keys).get(str(head.get("kid")))
    return key is not None and _is_theirs(key, signed, given)


@lru_cache(maxsize=8)
def keys_of(jwks: bytes) -> Mapping[str, RSAPublicKey]:
    """Google's keys by their ids, of a JSON Web Key Set; none where it is none."""
    try:
        told = [each for each in orjson.loads(jwks)["keys"] if each["kty"] == "RSA"]
        return {each["kid"]: _key(each["n"], each["e"]) for each in told}
    except (ValueError, KeyError, TypeError):
        return {}


def decoded(part: str) -> bytes:
    """The bytes of base64url without padding; none where it is none."""
    try:
        padded = part + "=" * (-len(part) % 4)
        return base64.urlsafe_b64decode(padded) if _PART.fullmatch(part) else b""
    except (binascii.Error, ValueError):
        return b""


def _key(modulus: str, exponent: str) -> RSAPublicKey:
    numbers = (int.from_bytes(decoded(each), "big") for each in (exponent, modulus))
    return RSAPublicNumbers(*numbers).public_key()


def _object(part: str) -> Mapping[str, Any]:
    try:
        value = orjson.loads(decoded(part))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _is_for(claims: Mapping[str, Any], url: str, now: datetime) -> bool:
    """Made for this address, and good now."""
    made, ends, at = claims.get("iat"), claims.get("exp"), now.timestamp()
    if not isinstance(made, int) or not isinstance(ends, int) or claims.get("aud") != url:
        return False
    return made - SKEW_S <= at < ends + SKEW_S


def _is_of(claims: Mapping[str, Any], account: str | None) -> bool:
    """Google's word for the service account: anybody can have a token of an account of theirs."""
    is_known = account is not None and claims.get("email") == account
    return is_known and claims.get("email_verified") is True and claims.get("iss") in ISSUERS


def _is_theirs(key: RSAPublicKey, signed: bytes, given: bytes) -> bool:
    try:
        key.verify(given, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
