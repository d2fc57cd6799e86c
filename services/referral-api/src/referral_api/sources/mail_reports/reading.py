"""A mail from anywhere, as far as it is needed: a report has what we look for in its first part."""

from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32

from referral_api.domain.connections.delivery import UnreadableError
from referral_api.domain.mail_texts import MailError, parse_mail
from referral_api.sources.json_body import read_object

MAX_READ_BYTES = 256 * 1024
"""What is read of a mail: reports put what they have to say first, the returned letter last."""

MAX_HEADER_CHARS = 2000


def read_mail(body: bytes) -> Message:
    """The mail in `body`; UnreadableError where there is none, or one made to be hard to read."""
    try:
        return parse_mail(_raw(body)[:MAX_READ_BYTES])
    except MailError as error:
        raise UnreadableError(str(error)) from error


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
