"""Source `mail_reports`: what mail servers write back. Bounces (RFC 3464) and complaints (RFC 5965)
as they arrive at the address that letters are sent from, passed on by whoever takes its mail in:

    curl -H "Authorization: Bearer SECRET" --data-binary @- https://…/webhooks/con_…

The body is the mail itself, or JSON with the mail as `raw`. Anybody can write such a mail, so what
it says of addresses counts for nothing: it must name one of our letters, whose id only its reader
and the servers on its way have seen, and only that letter's own address can suffer for it.
"""

from referral_api.domain.connections.about import About
from referral_api.sources.mail_reports.reports import translate
from referral_api.sources.mail_reports.sample import sample
from referral_api.sources.mail_reports.signature import is_secret, label, new_secret, verify

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

ABOUT = About(
    title="Mail reports",
    brings=("mails",),
    proof="The secret, as a bearer token or a password.",
    steps=(
        "Have your mail server pass returned mails and complaints on, as they are:"
        " POST {url} with the header Authorization: Bearer SECRET.",
    ),
)
