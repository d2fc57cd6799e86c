"""What a report says: of which letter of ours, and what became of it."""

import re
from collections.abc import Iterator
from email.message import Message
from typing import Literal

from goodword import ids
from referral_api.domain.connections.about import NO_SETTINGS, ConnectionSettings
from referral_api.domain.connections.delivery import Ignored, Translation
from referral_api.domain.connections.mail_report import MailReport
from referral_api.sources.mail_reports.reading import (
    header,
    parts_of,
    read_mail,
    returned_headers,
)

COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list"})
"""Types of feedback (RFC 5965 section 7.3, RFC 6590) by which a reader asks for no more."""

_OURS = re.compile(r"(?<![a-z0-9_])msg_[0-7][0-9a-hjkmnp-tv-z]{25}(?![a-z0-9_])")
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_NAMED_IN = ("In-Reply-To", "References", "To", "Delivered-To", "X-Original-To")

What = Literal["bounced", "complained"]


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """One report on one of our letters; Ignored for any other mail, and for news that is none."""
    message = read_mail(body)
    said = _bounced(message) or _complained(message)
    if said is None:
        return Ignored("It reports neither a bounce nor a complaint.")
    letter = _letter(message)
    if letter is None:
        return Ignored("It names no letter of ours.")
    what, status = said
    return (MailReport(ids.read("msg", letter), what, status),)


def _bounced(message: Message) -> tuple[What, str | None] | None:
    """That delivery failed for good. What is merely late, relayed or delivered is no news."""
    for block in _blocks(message, "message/delivery-status"):
        if header(block, "Action").strip().lower() == "failed":
            status = _STATUS.search(header(block, "Status"))
            return "bounced", status.group() if status else None
    return None


def _complained(message: Message) -> tuple[What, None] | None:
    for block in _blocks(message, "message/feedback-report"):
        if header(block, "Feedback-Type").strip().lower() in COMPLAINTS:
            return "complained", None
    return None


def _blocks(message: Message, kind: str) -> Iterator[Message]:
    for part in parts_of(message):
        if part.get_content_type() == kind:
            yield from parts_of(part)


def _letter(message: Message) -> str | None:
    """The id of our letter: from the letter that is returned, else from where the report was sent,
    which our own sender's address names (VERP)."""
    returned = (returned_headers(part) for part in parts_of(message))
    named = [header(each, "Message-ID") for each in returned if each is not None]
    named += [header(message, name) for name in _NAMED_IN]
    for text in named:
        if found := _OURS.search(text):
            return found.group()
    return None
