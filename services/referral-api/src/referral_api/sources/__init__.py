"""The senders whose webhooks we understand: one module each, and one line here."""

from typing import Final

from referral_api.ports import Source
from referral_api.sources import shopify, standard

SOURCES: Final[dict[str, Source]] = {"shopify": shopify, "standard": standard}
