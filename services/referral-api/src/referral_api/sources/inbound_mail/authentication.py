"""What the server that we trust found of a mail's signatures (RFC 8601), and whether the writer's
domain is among those who signed it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message

MAX_HEADERS = 20
MAX_CHARS = 4000
MAX_RESULTS = 10

_RESULT = re.compile(r"(?:^|;)\s*(dkim|arc|dmarc)\s*=\s*([a-z]{1,20})\b([^;]*)", re.IGNORECASE)
_DOMAIN = re.compile(r"header\.(?:d|i|from)\s*=\s*\"?(?:[^@\s;\"]*@)?([\w.-]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one method: `dkim` for a signature, `dmarc` for the writer's policy, `arc` for
    the seals of those who passed it on (RFC 8617); and the domains that it is about."""

    method: str
    result: str
    domains: tuple[str, ...]


def results_of(message: Message, authserv_id: str | None) -> tuple[Result, ...]:
    """The newest word of the trusted server alone: what it wrote stands first. What anybody else
    writes in such a header counts for nothing: whoever sends a mail can."""
    if not authserv_id:
        return ()
    for value in message.get_all("Authentication-Results", [])[:MAX_HEADERS]:
        text = _COMMENT.sub(" ", str(value)[:MAX_CHARS])
        name, _, results = text.partition(";")
        if name.split()[:1] == [authserv_id] or name.strip().lower() == authserv_id.lower():
            return tuple(_read(f";{results}"))
    return ()


def is_signed(results: Iterable[Result], domain: str) -> bool:
    """Whether a signature of `domain`, or of a domain above it, is good. A chain of seals is none:
    it tells what those who passed the mail on say that they saw."""
    return any(
        _is_aligned(domain.lower(), signer)
        for each in results
        if each.result == "pass" and each.method != "arc"
        for signer in each.domains
    )


def shown(results: Iterable[Result]) -> str | None:
    """As it is kept with the evidence: `dkim=pass (clients.example); arc=none`."""
    found = [
        f"{each.method}={each.result}" + (f" ({', '.join(each.domains)})" if each.domains else "")
        for each in results
    ]
    return "; ".join(found[:MAX_RESULTS]) or None


def _read(results: str) -> Iterable[Result]:
    for method, result, properties in _RESULT.findall(results):
        domains = dict.fromkeys(each.lower()[:255] for each in _DOMAIN.findall(properties))
        yield Result(method.lower(), result.lower(), tuple(domains)[:3])


def _is_aligned(domain: str, signer: str) -> bool:
    above = "." in signer and domain.endswith(f".{signer}")
    return domain == signer or above
