"""What a mail to a mailbox of ours says: who wrote what to whom, and whether that is certain."""

import re
from collections.abc import Iterable
from email.message import Message
from email.utils import getaddresses

from goodword.letters.mailboxes import Mailbox, read_mailbox
from referral_api.domain.addresses import read_email
from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.connections.inbound_mail import InboundMail
from referral_api.domain.mail_texts import decoded_header
from referral_api.sources.inbound_mail.authentication import is_signed, results_of, shown
from referral_api.sources.inbound_mail.refusals import is_refusal
from referral_api.sources.inbound_mail.words import words_of
from referral_api.sources.mail_reports.reading import header, read_mail

MAX_ADDRESSES = 50
"""Who writes to more people than that introduces nobody."""

MAX_NAME_CHARS = 100

_OPEN = ("To", "Cc")
_HIDDEN = ("Delivered-To", "X-Original-To", "Envelope-To", "Reply-To")
_OURS = re.compile(r"<?msg_[0-7][0-9a-hjkmnp-tv-z]{25}@")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Failed-Recipients", "List-Id", "List-Unsubscribe")
_AWAY = re.compile(
    r"\s*(?:auto(?:matic)?[- ]?repl(?:y|ied)|out of (?:the )?office|automatische antwort"
    r"|abwesenheit(?:snotiz)?|réponse automatique|absence du bureau|respuesta automática"
    r"|fuera de la oficina|undeliverable|delivery status notification|mail delivery failed)\b",
    re.IGNORECASE,
)
_SERVERS = frozenset({"mailer-daemon", "postmaster", "no-reply", "noreply"})


def read_mail_to_us(body: bytes, authserv_id: str | None) -> Translation:
    """One mail; Ignored where it names no mailbox of ours, or no person wrote it."""
    message = read_mail(body)
    if reason := _written_by_nobody(message):
        return Ignored(reason)
    open_to, hidden = _addresses(message, _OPEN), _addresses(message, _HIDDEN)
    mailboxes = _mailboxes([*open_to, *hidden])
    if not mailboxes:
        return Ignored("It names no mailbox of an ask or a referral.")
    writer, message_id = _writer(message), header(message, "Message-ID").strip()
    if writer is None or not message_id:
        return Ignored("It does not say who wrote it, or has no Message-ID.")
    if writer.partition("@")[0] in _SERVERS:
        return Ignored("A machine wrote it by itself.")
    readers = {
        address: name
        for one, name in open_to.items()
        if not read_mailbox(one) and (address := _normal(one))
    }
    said, results = words_of(message), results_of(message, authserv_id)
    return (
        InboundMail(
            message_id=_one_line(message_id)[:998],
            writer=writer,
            readers=tuple(readers),
            names=tuple(readers.values()),
            mailboxes=mailboxes,
            copied=bool(_mailboxes(open_to)),
            signed=is_signed(results, writer.rpartition("@")[2]),
            authentication=shown(results),
            refuses=is_refusal(header(message, "Subject")) or is_refusal(said),
            said=said,
        ),
    )


def _written_by_nobody(message: Message) -> str | None:
    """Why it is no letter of a person's (RFC 3834): answers of machines to machines never end."""
    if header(message, "Auto-Submitted").strip().lower() not in ("", "no"):
        return "A machine wrote it by itself."
    if header(message, "Precedence").strip().lower() in _BULK:
        return "It was written to many."
    if any(message.get(each) for each in _MACHINES):
        return "A machine wrote it, or it was written to many."
    is_report = message.get_content_type() == "multipart/report"
    if header(message, "Return-Path").strip() == "<>" or is_report:
        return "It reports on another mail."
    if _AWAY.match(_decoded(header(message, "Subject"))):
        return "A machine wrote it by itself."
    if _OURS.match(header(message, "Message-ID").strip()):
        return "It is a letter of our own."
    return None


def _addresses(message: Message, names: tuple[str, ...]) -> dict[str, str]:
    """The addresses with the names that stand with them."""
    values = [str(value)[:8000] for name in names for value in message.get_all(name, [])]
    found = {address: _decoded(name) for name, address in _read(values) if "@" in address}
    if len(found) > MAX_ADDRESSES:
        raise UnreadableError("The mail is to too many people.")
    return found


def _decoded(text: str) -> str:
    """A header's words as they are read (RFC 2047), on one line."""
    return _one_line(decoded_header(text))[:MAX_NAME_CHARS]


def _one_line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", " ", text).split())


def _read(values: list[str]) -> list[tuple[str, str]]:
    """The standard library reads a comment in a comment, and a group in a group, by calling
    itself."""
    try:
        return getaddresses(values)
    except RecursionError as error:
        raise UnreadableError("An address of the mail nests too deep.") from error


def _mailboxes(addresses: Iterable[str]) -> tuple[Mailbox, ...]:
    found = (read_mailbox(address) for address in addresses)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _writer(message: Message) -> str | None:
    """Its one author: of several nobody can tell which of them wrote it."""
    values = message.get_all("From", [])
    found = _read([str(each)[:2000] for each in values])
    return _normal(found[0][1]) if len(values) == len(found) == 1 else None


def _normal(address: str) -> str | None:
    try:
        return read_email(address)
    except ValueError:
        return None
