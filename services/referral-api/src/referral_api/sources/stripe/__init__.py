"""Source `stripe`: payments by Checkout, paid invoices, and their refunds.

A session that was completed need not be paid, and one that begins a subscription says the same as
its first invoice: the invoice is the sale then. A sale is known by its payment intent where Stripe
names one, since that is what a refund names.
"""

from referral_api.domain.connections.about import (
    NO_SETTINGS,
    About,
    ConnectionSettings,
    Setting,
)
from referral_api.domain.connections.delivery import Translation
from referral_api.sources.signing import is_secret
from referral_api.sources.stripe.events import read_event
from referral_api.sources.stripe.sample import sample
from referral_api.sources.stripe.signature import label, new_secret, verify

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
    title="Stripe",
    brings=("sales", "refunds"),
    proof="`v1` signatures, HMAC-SHA256 over time and body, hex; not older than five minutes.",
    steps=(
        "In Stripe's dashboard open Workbench, Webhooks, Add destination, and name {url}.",
        "Choose checkout.session.completed, checkout.session.async_payment_succeeded,"
        " invoice.paid, refund.created, refund.updated and refund.failed.",
        "Give the endpoint's signing secret (whsec_…) to the connection.",
        "Pass a referral code on as client_reference_id, or as ref in metadata; of a subscription"
        " in the metadata of subscription_data.",
    ),
    settings=(
        Setting(
            name="code_field",
            meaning="the key of metadata that holds a referral code; else it is ref",
            example="who_sent_you",
            form=r"\S{1,40}",
        ),
    ),
)


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """What an event says; its own type counts, which is inside what was signed."""
    return read_event(body, settings.get("code_field"))
