"""What a mail server writes on a mail that it takes in, and what it takes off. Pure."""

import re
from collections.abc import Sequence
from typing import Final

MAX_HOPS: Final = 100
"""RFC 5321, 6.3: a mail that was handed on so often goes in a circle."""

_ADDRESS = re.compile(r"[!-;=?-~]{1,320}")
_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,255}")
# Python's parser takes a bare CR for the end of a line as well.
_HOP = re.compile(rb"(?:^|[\r\n])received:", re.IGNORECASE)
_RESULTS = re.compile(rb"(^|[\r\n])(?=authentication-results)", re.IGNORECASE)
_END_OF_HEADERS = re.compile(rb"\r\n\r\n|\n\n|\r\r")


def is_in_a_circle(mail: bytes) -> bool:
    """Whether more servers handed it on than any way is long."""
    end = _END_OF_HEADERS.search(mail)
    return len(_HOP.findall(mail, 0, end.start() if end else len(mail))) > MAX_HOPS


def stamped(mail: bytes, sender: str, local_parts: Sequence[str], domain: str) -> bytes:
    """The mail with its envelope on top: who it is from (`<>`: a machine, RFC 3834), and to which
    mailboxes it came, whatever it says itself."""
    returns = sender.strip("<>")
    path = f"Return-Path: <{returns}>\r\n" if not returns or _ADDRESS.fullmatch(returns) else ""
    at = domain if _DOMAIN.fullmatch(domain) else "localhost"
    boxes = "".join(f"Delivered-To: {each}@{at}\r\n" for each in local_parts)
    return f"{path}{boxes}".encode("ascii") + mail


def distrusted(mail: bytes) -> bytes:
    """The mail without what it says of who signed it (RFC 8601, 5): anybody could have written
    that."""
    return _RESULTS.sub(rb"\1X-Unproven-", mail)
