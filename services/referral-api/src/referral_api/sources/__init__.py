"""The senders whose webhooks we understand: one module each, and one line here."""

from typing import Final

from referral_api.ports import Source
from referral_api.sources import mail_reports, podium, shopify, standard, tremendous
from referral_api.sources.inbound_mail import InboundMailSource

SOURCES: Final[dict[str, Source]] = {
    "inbound_mail": InboundMailSource(),
    "mail_reports": mail_reports,
    "podium": podium,
    "shopify": shopify,
    "standard": standard,
    "tremendous": tremendous,
}


def sources(authserv_id: str | None) -> dict[str, Source]:
    """The senders, where the mail server of this name is trusted to know who signed a mail."""
    return {**SOURCES, "inbound_mail": InboundMailSource(authserv_id)}
