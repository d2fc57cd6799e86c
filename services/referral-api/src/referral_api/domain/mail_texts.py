"""A mail, read within bounds that its writer cannot stretch, and all that it says.

The standard library reads mail well, but takes time that grows with depth times length, and with
the square of a long Content-Type. So depth and those headers are bounded before it begins.
"""

import codecs
import contextlib
import html
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Final

MAX_PARTS_INSIDE: Final = 30
"""How many parts may hold parts; a report has two or three, and the returned letter one or two."""

MAX_CONTENT_HEADER_BYTES: Final = 4096
MAX_READ_WHOLE_BYTES: Final = 32 << 20
"""Of a mail that is read whole: its length times the parts that may hold parts. Some seconds."""

MAX_HEADERS: Final = 500
MAX_HEADER_CHARS: Final = 8000

_HOLDERS = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_CONTENT_HEADER = re.compile(
    rb"^content-[a-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
_TRICKS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
_WORDLESS = frozenset({"image", "audio", "video", "font"})


class MailError(ValueError):
    """A mail cannot be read, for this reason."""


def parse_mail(raw: bytes) -> Message:
    """The mail in `raw`; MailError where it is one made to be hard to read."""
    if len(_HOLDERS.findall(raw)) > MAX_PARTS_INSIDE:
        raise MailError("The mail nests too many parts.")
    if any(len(each.group()) > MAX_CONTENT_HEADER_BYTES for each in _CONTENT_HEADER.finditer(raw)):
        raise MailError("A header of the mail is too long.")
    try:
        return BytesParser(policy=compat32).parsebytes(raw)
    except Exception as error:  # whatever hostile mail has made this parser raise over the years
        raise MailError("The mail cannot be read.") from error


def texts_of(raw: bytes) -> Iterator[str]:
    """What stands in the headers and parts of a whole mail as its readers see it, whatever it is
    written in (RFC 2045, RFC 2047), enclosed files included; MailError as of `parse_mail`,
    and where it would take too long."""
    if len(raw) * (1 + len(_HOLDERS.findall(raw))) > MAX_READ_WHOLE_BYTES:
        raise MailError("The mail is too large to be read whole.")
    for part in parse_mail(raw).walk():
        yield from (decoded_header(str(value)) for value in part.values()[:MAX_HEADERS])
        if not part.is_multipart() and part.get_content_maintype() not in _WORDLESS:
            text = decoded_text(part)
            yield html.unescape(text) if part.get_content_subtype() == "html" else text


def decoded_header(value: str) -> str:
    """A header's words as they are read (RFC 2047)."""
    short = value[:MAX_HEADER_CHARS]
    # What a header says of its own letters may be wrong.
    with contextlib.suppress(LookupError, ValueError, MessageError):
        return str(make_header(decode_header(short)))
    return short


def decoded_text(part: Message, at_most: int | None = None) -> str:
    """The text of a part that holds no others: of its first bytes, where only so many are read."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    text = payload[:at_most].decode(_charset(part), "replace")
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _charset(part: Message) -> str:
    """What it says of its letters, where that is a charset and no other trick of Python's."""
    try:
        name = codecs.lookup(part.get_content_charset("utf-8")).name
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if name in _TRICKS else name
