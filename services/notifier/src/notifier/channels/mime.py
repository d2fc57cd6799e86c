"""A mail as bytes: RFC 5322 and MIME, with nothing in a header that its writer did not mean."""

import re
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import urlsplit

from goodword.letters.plain import one_line
from notifier.channels.address import mailbox
from notifier.ports import Mail, RefusedError

MAX_HEADER_CHARS = 900
"""Bound on each header we take: RFC 5322 allows 998 in a line, the header's name included."""

MAX_BODY_CHARS = 200_000
"""Bound on each body; letters stay below half of it."""

_MESSAGE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9.-]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A header that stays on one line: Python folds a long URL into encoded words, which no
    reader of List-Unsubscribe decodes."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Verbatim)
_POLICY = SMTP.clone(header_factory=_HEADERS)


def compose(mail: Mail) -> EmailMessage:
    """The mail as a message of two alternatives, plain text first; RefusedError where it cannot be
    one."""
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = f"<{checked_message_id(mail.message_id)}>"
    message["Date"] = format_datetime(mail.date)
    message["From"] = mailbox(mail.from_address, _header(mail.from_name))
    message["To"] = mailbox(mail.to_address, _header(mail.to_name or ""))
    if mail.reply_to:
        message["Reply-To"] = mailbox(mail.reply_to)
    message["Subject"] = _header(mail.subject)
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


def _header(text: str) -> str:
    # Python decodes `=?…?=` in what it is given and writes a decoded line break out as one
    # (CVE-2024-6923), so what looks encoded is broken up first.
    return one_line(text)[:MAX_HEADER_CHARS].replace("=?", "= ?")


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
