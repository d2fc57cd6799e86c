"""A mail from anywhere, read within bounds that its writer cannot stretch.

The standard library reads mail well, but takes time that grows with depth times length, and with
the square of a long Content-Type. So length, depth and those headers are bounded before it begins;
a report has what we look for in its first part, and needs little of each.
"""

import re
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32

from referral_api.domain.connections.delivery import UnreadableError
from referral_api.sources.json_body import read_object

MAX_READ_BYTES = 256 * 1024
"""What is read of a mail: reports put what they have to say first, the returned letter last."""

MAX_PARTS_INSIDE = 30
"""How many parts may hold parts; a report has two or three, and the returned letter one or two."""

MAX_CONTENT_HEADER_BYTES = 4096
MAX_HEADER_CHARS = 2000

_HOLDERS = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_CONTENT_HEADER = re.compile(
    rb"^content-[a-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)


def read_mail(body: bytes) -> Message:
    """The mail in `body`; UnreadableError where there is none, or one made to be hard to read."""
    raw = _raw(body)[:MAX_READ_BYTES]
    if len(_HOLDERS.findall(raw)) > MAX_PARTS_INSIDE:
        raise UnreadableError("The mail nests too many parts.")
    if any(len(each.group()) > MAX_CONTENT_HEADER_BYTES for each in _CONTENT_HEADER.finditer(raw)):
        raise UnreadableError("A header of the mail is too long.")
    try:
        return BytesParser(policy=compat32).parsebytes(raw)
    except Exception as error:  # whatever hostile mail has made this parser raise over the years
        raise UnreadableError("The mail cannot be read.") from error


def header(message: Message, name: str) -> str:
    """A header as text, shortened; empty where there is none."""
    try:
        return str(message.get(name, ""))[:MAX_HEADER_CHARS]
    except (ValueError, LookupError):
        return ""


def parts_of(message: Message) -> list[Message]:
    """The parts that `message` holds directly."""
    payload = message.get_payload()
    if not isinstance(payload, list):
        return []
    return [part for part in payload if isinstance(part, Message)]


def returned_headers(part: Message) -> Message | None:
    """The headers of the letter that a part returns, whole or as headers alone."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inside = parts_of(part)
        return inside[0] if inside else None
    if kind != "text/rfc822-headers":
        return None
    payload = part.get_payload(decode=True)
    text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return HeaderParser(policy=compat32).parsestr(text)


def _raw(body: bytes) -> bytes:
    if body.lstrip()[:1] != b"{":
        return body
    raw = read_object(body).get("raw")
    if not isinstance(raw, str):
        raise UnreadableError("raw: the mail as text is missing.")
    return raw.encode("utf-8", "replace")
