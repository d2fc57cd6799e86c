"""The senders whose webhooks we understand: one module each, and one line here."""

from typing import Final

from referral_api.ports import Keys, OpenClient, Source
from referral_api.sources import (
    bigcommerce,
    delighted,
    google,
    hubspot,
    inbound_mail,
    judgeme,
    lightspeed,
    mail_reports,
    mapped,
    pipedrive,
    podium,
    salesforce,
    shopify,
    square,
    standard,
    stripe,
    tremendous,
    woocommerce,
)
from referral_api.sources.bigcommerce.client import BigCommerceClient
from referral_api.sources.google.client import GoogleClient
from referral_api.sources.google.keys import GoogleKeys
from referral_api.sources.hubspot.client import HubSpotClient
from referral_api.sources.lightspeed.client import LightspeedClient
from referral_api.sources.pipedrive.client import PipedriveClient
from referral_api.sources.square.client import SquareClient
from referral_api.sources.woocommerce.client import WooCommerceClient

SOURCES: Final[dict[str, Source]] = {
    "bigcommerce": bigcommerce,
    "delighted": delighted,
    "google": google,
    "hubspot": hubspot,
    "inbound_mail": inbound_mail,
    "judgeme": judgeme,
    "lightspeed": lightspeed,
    "mail_reports": mail_reports,
    "mapped": mapped,
    "pipedrive": pipedrive,
    "podium": podium,
    "salesforce": salesforce,
    "shopify": shopify,
    "square": square,
    "standard": standard,
    "stripe": stripe,
    "tremendous": tremendous,
    "woocommerce": woocommerce,
}

CLIENTS: Final[dict[str, OpenClient]] = {
    "bigcommerce": BigCommerceClient,
    "google": GoogleClient,
    "hubspot": HubSpotClient,
    "lightspeed": LightspeedClient,
    "pipedrive": PipedriveClient,
    "square": SquareClient,
    "woocommerce": WooCommerceClient,
}
"""Senders whose webhooks only name what happened, or get lost: how each is asked."""


def sender_keys() -> dict[str, Keys]:
    """Senders that sign with keys of their own: where those are to be had."""
    return {"google": GoogleKeys()}
