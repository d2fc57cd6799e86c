"""Source `inbound_mail`: mails that people write about introductions, copied to a referral's own
address, as they arrive, passed on by whoever takes its mail in:

    curl -H "Authorization: Bearer SECRET" --data-binary @- https://…/webhooks/con_…

The body is the mail itself, or JSON with the mail as `raw`. Anybody can write such a mail, so it is
found by an address that only its reader knows, and counts in full only where the server that takes
our mail in says that the writer's domain signed it.
"""

from dataclasses import dataclass

from referral_api.domain.connections.about import NO_SETTINGS, About, ConnectionSettings, Incoming
from referral_api.domain.connections.delivery import Translation
from referral_api.ports import Label
from referral_api.sources.inbound_mail.mails import read_introduction_mail
from referral_api.sources.inbound_mail.sample import sample
from referral_api.sources.mail_reports.reading import header, read_mail
from referral_api.sources.mail_reports.signature import is_secret, new_secret, verify

KEPT_HEADERS = ("content-type", "user-agent")

ABOUT = About(
    title="Inbound mail",
    brings=("mails",),
    proof="The secret, as a bearer token or a password.",
    steps=(
        "Have whatever takes your mail in pass it on, as it is:"
        " POST {url} with the header Authorization: Bearer SECRET.",
    ),
)


@dataclass(frozen=True, slots=True)
class InboundMailSource:
    """`authserv_id` is the name under which the server that we trust writes what it found out of a
    signature (RFC 8601); none: no mail counts as signed."""

    authserv_id: str | None = None

    ABOUT = ABOUT
    KEPT_HEADERS = KEPT_HEADERS
    new_secret = staticmethod(new_secret)
    is_secret = staticmethod(is_secret)
    verify = staticmethod(verify)
    sample = staticmethod(sample)

    def label(self, incoming: Incoming) -> Label:
        """Its Message-ID makes it one, by whichever way it comes, and however often."""
        try:
            message_id = header(read_mail(incoming.body), "Message-ID").strip()
        except Exception:  # whatever a hostile mail makes of it: it is kept all the same
            message_id = ""
        return Label("inbound_mail", message_id or None)

    def translate(
        self, topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS
    ) -> Translation:
        return read_introduction_mail(body, self.authserv_id)
