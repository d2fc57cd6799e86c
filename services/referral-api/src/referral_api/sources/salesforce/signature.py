"""Who may speak for a Salesforce organisation: whoever knows the connection's secret, which stands
in the address, and says the organisation's id.

Salesforce signs no outbound message. The id is no secret: it keeps apart a sandbox that was copied
from production together with the address.
"""

import hmac
import re
import secrets as random
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.ports import Label
from referral_api.sources.salesforce.envelope import read_message

UNKNOWN_TOPIC = "unknown"
PARAMETER = "secret"
SAMPLES = "00D000000000000AAA"
"""The organisation of samples, and of no Salesforce: all that it says is a test."""

_ID_CHARS = 15
"""An id is the same with and without the three characters behind, which only check its case."""

_MAX_FIELDS = 20
_FORM = re.compile(r"[A-Za-z0-9_-]{24,200}")


def new_secret() -> str:
    return random.token_urlsafe(32)


def is_secret(text: str) -> bool:
    # Only what stays as it is in an address.
    return _FORM.fullmatch(text) is not None


def verify(incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
    """Whether the address holds one of `secrets`, each compared in constant time, and the message
    is of the organisation that the connection names."""
    given = _given(incoming.url).encode("utf-8", "replace")
    known = any([hmac.compare_digest(secret.encode(), given) for secret in secrets])
    return known and _is_of(incoming.settings.get("organization_id", ""), incoming.body)


def label(incoming: Incoming) -> Label:
    """The kind of its records. A notification that is repeated may say more than at first, under
    the same id: what is the same twice says the same."""
    try:
        records = read_message(incoming.body).records
    except UnreadableError:
        records = ()
    return Label((records[0].kind if records else "") or UNKNOWN_TOPIC, None)


def _given(url: str) -> str:
    try:
        return dict(parse_qsl(urlsplit(url).query, max_num_fields=_MAX_FIELDS)).get(PARAMETER, "")
    except ValueError:
        return ""


def _is_of(organization: str, body: bytes) -> bool:
    try:
        said = read_message(body).organization
    except UnreadableError:
        return False
    known = [each[:_ID_CHARS].encode() for each in (organization, SAMPLES) if each]
    given = said[:_ID_CHARS].encode()
    return any([hmac.compare_digest(each, given) for each in known])
