"""Whether the writer's domain signed a mail, as the server that we trust says (RFC 8601)."""

import re
from email.message import Message

MAX_HEADERS = 20
MAX_CHARS = 4000

_RESULT = re.compile(r"(?:^|;)\s*(dkim|arc|dmarc)\s*=\s*(\w+)([^;]*)", re.IGNORECASE)
_DOMAIN = re.compile(r"header\.(?:d|i|from)\s*=\s*\"?(?:[^@\s;\"]*@)?([\w.-]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")


def is_signed(message: Message, domain: str, authserv_id: str | None) -> bool:
    """Whether it says that a signature of `domain`, or of a domain above it, is good. What anybody
    else writes in such a header counts for nothing: whoever sends a mail can."""
    if not authserv_id:
        return False
    for value in message.get_all("Authentication-Results", [])[:MAX_HEADERS]:
        text = _COMMENT.sub(" ", str(value)[:MAX_CHARS])
        name, _, results = text.partition(";")
        if name.split()[:1] == [authserv_id] or name.strip().lower() == authserv_id.lower():
            return _has_aligned(f";{results}", domain.lower())
    return False


def _has_aligned(results: str, domain: str) -> bool:
    """The newest word of the trusted server alone: what it wrote stands first."""
    for method, result, properties in _RESULT.findall(results):
        if result.lower() != "pass" or method.lower() == "arc":
            continue
        if any(_is_aligned(domain, each.lower()) for each in _DOMAIN.findall(properties)):
            return True
    return False


def _is_aligned(domain: str, signer: str) -> bool:
    above = "." in signer and domain.endswith(f".{signer}")
    return domain == signer or above
