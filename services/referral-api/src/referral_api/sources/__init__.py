"""The senders whose webhooks we understand: one module each, and one line here."""

from typing import Final

from referral_api.ports import Source
from referral_api.sources import inbound_mail, mail_reports, podium, shopify, standard, tremendous

SOURCES: Final[dict[str, Source]] = {
    "inbound_mail": inbound_mail,
    "mail_reports": mail_reports,
    "podium": podium,
    "shopify": shopify,
    "standard": standard,
    "tremendous": tremendous,
}
