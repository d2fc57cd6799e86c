"""Source `shopify`: orders, refunds and cancellations of a Shopify shop, and its privacy topics.

The signature covers the body alone, so a header (the topic among them) is only a hint: what
happened is read from the body. Ids exceed 2^53 and stay text; money is text in major units, of
which the shop's own currency counts, not the one the buyer saw.
"""

from referral_api.domain.connections.about import NO_SETTINGS, About, ConnectionSettings
from referral_api.domain.connections.delivery import Ignored, Translation
from referral_api.sources.shopify.orders import read_order
from referral_api.sources.shopify.privacy import TOPICS, read_privacy
from referral_api.sources.shopify.refunds import read_refund
from referral_api.sources.shopify.sample import sample
from referral_api.sources.shopify.signature import label, new_secret, verify
from referral_api.sources.signing import is_secret

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

KEPT_HEADERS = ("shopify-", "x-shopify-", "content-type", "user-agent")

ABOUT = About(
    title="Shopify",
    brings=("sales", "refunds", "people", "privacy"),
    proof="HMAC-SHA256 over the body, base64, under the app's client secret or the shop's own.",
    steps=(
        "In the Shopify admin open Settings, Notifications, Webhooks.",
        "Create a webhook for each of: Order creation, Order payment, Order update, Order"
        " cancellation, Refund create. Format JSON, URL {url}, the latest stable API version.",
        "Copy the secret that Shopify shows below the list, and give it to the connection.",
        "Send a test notification: the connection turns green.",
    ),
)

_ORDERS = frozenset({"orders/create", "orders/paid", "orders/updated", "orders/cancelled"})


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """The sale, refunds and cancellation that a delivery reports, or what it asks about data."""
    if topic in _ORDERS:
        return read_order(body)
    if topic == "refunds/create":
        return read_refund(body)
    if topic in TOPICS:
        return read_privacy(body)
    return Ignored(f"Nothing is made of the topic {topic[:60]!r}.")
