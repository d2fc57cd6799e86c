"""A mail as bytes: RFC 5322 and MIME, with nothing in a header that its writer did not mean."""

import re
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from goodword.letters.plain import one_line
from notifier.channels.address import mailbox
from notifier.ports import Mail, RefusedError

MAX_HEADER_CHARS = 900
"""Bound on a header that is one word: RFC 5322 allows 998 in a line, its name included."""

MAX_SUBJECT_CHARS = 300
MAX_NAME_CHARS = 100
"""Longer ones are cut: nobody reads them, and a header may not grow without end."""

MAX_BODY_CHARS = 200_000
"""Bound on each body; letters stay below half of it."""

_MESSAGE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9.-]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class _Verbatim(BaseHeader):
    """A header written as it is given.

    Python's own folding takes the quotes off a long display name, so that a comma in it begins
    another recipient, and turns a long URL into encoded words, which no reader of
    List-Unsubscribe decodes. So we encode ourselves, and break lines between encoded words only.
    """

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["decoded"] = value
        kwds["parse_tree"] = None

    def fold(self, *, policy: Policy) -> str:
        value = str(self).replace("?= =?", f"?={policy.linesep} =?")
        return f"{self.name}: {value}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("message-id", "from", "to", "reply-to", "subject", "list-unsubscribe"):
    _HEADERS.map_to_type(_name, _Verbatim)
_POLICY = SMTP.clone(header_factory=_HEADERS)


def compose(mail: Mail) -> EmailMessage:
    """The mail as a message of two alternatives, plain text first; RefusedError where it cannot be
    one."""
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = f"<{checked_message_id(mail.message_id)}>"
    message["Date"] = format_datetime(mail.date)
    message["From"] = _correspondent(mail.from_name, mail.from_address)
    message["To"] = _correspondent(mail.to_name or "", mail.to_address)
    if answers := [mailbox(each) for each in (mail.reply_to, mail.reply_also) if each]:
        message["Reply-To"] = ", ".join(answers)
    message["Subject"] = _words(one_line(mail.subject)[:MAX_SUBJECT_CHARS])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies, please
    if mail.unsubscribe_url:
        _add_unsubscribe(message, mail.unsubscribe_url)
    message.set_content(_body(mail.text), charset="utf-8", cte="quoted-printable")
    message.add_alternative(
        _body(mail.html), subtype="html", charset="utf-8", cte="quoted-printable"
    )
    message.set_boundary(_boundary(mail))
    return message


def checked_message_id(message_id: str) -> str:
    """`message_id` where it is one of ours, fit for a header and for a file's name."""
    if not _MESSAGE_ID.fullmatch(message_id) or len(message_id) > MAX_HEADER_CHARS:
        raise RefusedError("mail_refused", "the Message-ID is not of the form id@domain")
    return message_id


def _correspondent(name: str, address: str) -> str:
    shown = one_line(name)[:MAX_NAME_CHARS]
    words = _words(shown)
    if words == shown:
        words = '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'
    return f"{words} <{mailbox(address)}>" if shown else f"<{mailbox(address)}>"


def _words(text: str) -> str:
    """`text` for a header: in encoded words (RFC 2047) if it is not ASCII or looks like one."""
    if text.isascii() and "=?" not in text:
        return text
    return Header(text, "utf-8").encode(linesep="")


def _add_unsubscribe(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    printable = url.isascii() and url.isprintable() and not set(url) & set(" <>,")
    if not printable or parts.scheme not in ("https", "http") or len(url) > MAX_HEADER_CHARS:
        raise RefusedError("mail_refused", "the unsubscribe link is not a web address")
    message["List-Unsubscribe"] = f"<{url}>"
    if parts.scheme == "https":  # RFC 8058 section 3.1: one-click needs HTTPS
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _body(text: str) -> str:
    if len(text) > MAX_BODY_CHARS:
        raise RefusedError("mail_refused", f"a body is longer than {MAX_BODY_CHARS} characters")
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n"))


def _boundary(mail: Mail) -> str:
    """A line that no body holds: a digest of the bodies cannot stand inside them."""
    seen = f"{mail.message_id}\n{mail.text}\n{mail.html}".encode("utf-8", "surrogatepass")
    return f"goodword-{sha256(seen).hexdigest()[:40]}"
