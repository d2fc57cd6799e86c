"""Who may speak for a mapped sender: the secret itself as a bearer token, or HMAC-SHA256 over the
raw body, in hex or base64, in the header that its settings name.

Whoever can show the secret could sign with it: a token is taken where signatures are too.
"""

import hmac
import secrets as random
from collections.abc import Sequence
from datetime import datetime

from referral_api.domain.connections.about import ConnectionSettings, Incoming
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.ports import Label
from referral_api.sources.json_body import read_json
from referral_api.sources.mapped.mapping import Mapping, read_mapping
from referral_api.sources.mapped.pointers import Scope
from referral_api.sources.signing import from_base64, from_hex, is_signed

UNKNOWN_TOPIC = "unknown"
_BEARER = "bearer "
_PREFIX = "sha256="
_HEX_CHARS = 64


def new_secret() -> str:
    return random.token_hex(32)


def mapping_of(settings: ConnectionSettings) -> Mapping | None:
    """The mapping of a connection; None where it has none that can be read."""
    try:
        return read_mapping(settings["mapping"])
    except (ValueError, KeyError, RecursionError):
        return None


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether the sender holds one of `secrets`; compared in constant time, each of them."""
    given = incoming.headers.get("authorization", "")
    if given[: len(_BEARER)].lower() == _BEARER and _is_one_of(given[len(_BEARER) :], secrets):
        return True
    header = _signature_header(incoming)
    if header is None:
        return False
    signature = incoming.headers.get(header.lower(), "").strip()
    return is_signed(incoming.body, _decoded(signature.removeprefix(_PREFIX)), secrets)


def label(incoming: Incoming) -> Label:
    """What the body says at the mapping's topic; what is the same twice says the same."""
    mapping = mapping_of(incoming.settings)
    if mapping is None or mapping.topic is None:
        return Label(UNKNOWN_TOPIC, None)
    try:
        body = read_json(incoming.body)
    except UnreadableError:
        return Label(UNKNOWN_TOPIC, None)
    topic = mapping.topic.of(Scope(body, body))
    return Label(topic if isinstance(topic, str) else UNKNOWN_TOPIC, None)


def _signature_header(incoming: Incoming) -> str | None:
    named = incoming.settings.get("signature_header")
    if named is not None:
        return named
    mapping = mapping_of(incoming.settings)
    return mapping.signature_header if mapping else None


def _decoded(signature: str) -> bytes:
    # 64 characters of hex would be 48 bytes of base64, which is no digest.
    return from_hex(signature) if len(signature) == _HEX_CHARS else from_base64(signature)


def _is_one_of(token: str, secrets: Sequence[str]) -> bool:
    # A list, not a generator: each secret is compared, so that time tells nothing of which fits.
    given = token.strip().encode()
    return any([hmac.compare_digest(given, each.encode()) for each in secrets])
