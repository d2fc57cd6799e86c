"""Source `inbound_mail`: mails that people write to an ask's or a referral's own address, as they
arrive, taken in by our own port or passed on by whoever takes mail in:

    curl -H "Authorization: Bearer SECRET" --data-binary @- https://…/webhooks/con_…

The body is the mail itself, or JSON with the mail as `raw`. Anybody can write such a mail, so it is
found by an address that only its reader knows, and counts in full only where the server that takes
our mail in says that the writer's domain signed it.
"""

import hashlib

from referral_api.domain.connections.about import (
    NO_SETTINGS,
    About,
    ConnectionSettings,
    Incoming,
    Setting,
)
from referral_api.domain.connections.delivery import Translation
from referral_api.ports import Label
from referral_api.sources.inbound_mail.mails import read_mail_to_us
from referral_api.sources.inbound_mail.sample import sample
from referral_api.sources.mail_reports.reading import header, read_mail
from referral_api.sources.mail_reports.signature import is_secret, new_secret, verify

__all__ = [
    "ABOUT",
    "KEPT_HEADERS",
    "is_secret",
    "label",
    "new_secret",
    "sample",
    "translate",
    "verify",
]

KEPT_HEADERS = ("content-type", "user-agent")
MAX_ID_CHARS = 255

ABOUT = About(
    title="Inbound mail",
    brings=("mails",),
    proof="The secret, as a bearer token or a password.",
    steps=(
        "Have whatever takes your mail in pass it on, as it is:"
        " POST {url} with the header Authorization: Bearer SECRET.",
    ),
    settings=(
        Setting(
            name="authserv_id",
            meaning="The name by which your own mail server writes Authentication-Results (RFC"
            " 8601), once it takes out those that others wrote in its name; without it no mail"
            " counts as signed.",
            example="mx.shop.example",
            form=r"[!-:<-~]{1,255}",
        ),
    ),
)


def label(incoming: Incoming) -> Label:
    """Its Message-ID makes it one, by whichever way it comes, and however often."""
    try:
        message_id = header(read_mail(incoming.body), "Message-ID").strip()
    except Exception:  # whatever a hostile mail makes of it: it is kept all the same
        message_id = ""
    return Label("inbound_mail", _short(message_id) or None)


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """What the mail says; who signed it, as the server named in `authserv_id` found."""
    return read_mail_to_us(body, settings.get("authserv_id"))


def _short(message_id: str) -> str:
    """One that can be kept as it is; the mail around it is another each time that it comes."""
    if len(message_id) <= MAX_ID_CHARS and message_id.isascii() and message_id.isprintable():
        return message_id
    return f"sha256:{hashlib.sha256(message_id.encode('utf-8', 'replace')).hexdigest()}"
