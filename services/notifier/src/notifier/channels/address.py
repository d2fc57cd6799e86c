"""Mail addresses as SMTP takes them."""

import re

from notifier.ports import RefusedError

MAX_LOCAL_CHARS = 64  # RFC 5321 section 4.5.3.1.1
MAX_DOMAIN_CHARS = 255  # section 4.5.3.1.2

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def mailbox(address: str) -> str:
    """`address` as it stands in an envelope and a header: its domain in ASCII. Dots in odd places
    before the @ are let through, since some carriers give out such addresses.

    RefusedError (`address_unusable`) for what SMTP without SMTPUTF8 cannot carry, a part before
    the @ that is not ASCII among it: few servers take such an address.
    """
    local, _, domain = address.rpartition("@")
    ascii_domain = _ascii(domain)
    if not _LOCAL.fullmatch(local) or len(local) > MAX_LOCAL_CHARS:
        raise RefusedError("address_unusable", "the part before the @ is not one SMTP can carry")
    return f"{local}@{ascii_domain}"


def _ascii(domain: str) -> str:
    try:
        encoded = domain.encode("idna").decode("ascii")
    except UnicodeError:
        encoded = ""
    if len(encoded) > MAX_DOMAIN_CHARS or not _DOMAIN.fullmatch(encoded):
        raise RefusedError("address_unusable", "the part after the @ is not a domain")
    return encoded
