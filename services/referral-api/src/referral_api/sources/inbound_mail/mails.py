"""What a mail about an introduction says: who wrote it to whom, and whether that is certain."""

import re
from collections.abc import Iterator
from email.message import Message
from email.utils import getaddresses

from goodword.letters.mailboxes import Mailbox, read_mailbox
from referral_api.domain.addresses import read_email
from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.connections.inbound_mail import InboundMail
from referral_api.sources.inbound_mail.authentication import is_signed
from referral_api.sources.inbound_mail.refusals import is_refusal
from referral_api.sources.mail_reports.reading import header, parts_of, read_mail

MAX_ADDRESSES = 50
"""Who writes to more people than that introduces nobody."""

MAX_COMMENTS = 60
"""In one header of addresses."""

MAX_TEXT_CHARS = 2000

_OPEN = ("To", "Cc")
_HIDDEN = ("Delivered-To", "X-Original-To", "Envelope-To", "Reply-To")
_OURS = re.compile(r"<?msg_[0-7][0-9a-hjkmnp-tv-z]{25}@")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})


def read_introduction_mail(body: bytes, authserv_id: str | None) -> Translation:
    """One mail; Ignored where it names no referral's address, or no person wrote it."""
    message = read_mail(body)
    if reason := _written_by_nobody(message):
        return Ignored(reason)
    open_to, hidden = _addresses(message, _OPEN), _addresses(message, _HIDDEN)
    mailboxes = _mailboxes([*open_to, *hidden])
    if not mailboxes:
        return Ignored("It names no address of an introduction.")
    writer, message_id = _writer(message), header(message, "Message-ID").strip()
    if writer is None or not message_id:
        return Ignored("It does not say who wrote it, or has no Message-ID.")
    readers = tuple(filter(None, (_normal(one) for one in open_to if not read_mailbox(one))))
    return (
        InboundMail(
            message_id=message_id[:998],
            writer=writer,
            readers=readers,
            mailboxes=mailboxes,
            copied=bool(_mailboxes(open_to)),
            signed=is_signed(message, writer.rpartition("@")[2], authserv_id),
            refuses=is_refusal(header(message, "Subject")) or is_refusal(_text(message)),
        ),
    )


def _written_by_nobody(message: Message) -> str | None:
    """Why it is no letter of a person's: answers of machines to machines never end."""
    if header(message, "Auto-Submitted").strip().lower() not in ("", "no"):
        return "A machine wrote it by itself."
    if header(message, "Precedence").strip().lower() in _BULK or message.get("List-Id"):
        return "It was written to many."
    if header(message, "Return-Path").strip() == "<>":
        return "It reports on another mail."
    if _OURS.match(header(message, "Message-ID").strip()):
        return "It is a letter of our own."
    return None


def _addresses(message: Message, names: tuple[str, ...]) -> list[str]:
    values = [str(value)[:8000] for name in names for value in message.get_all(name, [])]
    found = [address for address in _read(values) if "@" in address]
    if len(found) > MAX_ADDRESSES:
        raise UnreadableError("The mail is to too many people.")
    return found


def _read(values: list[str]) -> list[str]:
    """The standard library reads one comment in another by calling itself."""
    if any(value.count("(") > MAX_COMMENTS for value in values):
        raise UnreadableError("An address of the mail holds too many comments.")
    return [address for _, address in getaddresses(values)]


def _mailboxes(addresses: list[str]) -> tuple[Mailbox, ...]:
    found = (read_mailbox(address) for address in addresses)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _writer(message: Message) -> str | None:
    """Its one author: of several nobody can tell which of them wrote it."""
    values = message.get_all("From", [])
    found = _read([str(each)[:2000] for each in values])
    return _normal(found[0]) if len(values) == len(found) == 1 else None


def _normal(address: str) -> str | None:
    try:
        return read_email(address)
    except ValueError:
        return None


def _text(message: Message) -> str:
    """The beginning of the first plain text in it."""
    for part in _flat(message, depth=4):
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload[: 4 * MAX_TEXT_CHARS].decode("utf-8", "replace")[:MAX_TEXT_CHARS]
    return ""


def _flat(message: Message, depth: int) -> Iterator[Message]:
    yield message
    if depth:
        for part in parts_of(message):
            yield from _flat(part, depth - 1)
