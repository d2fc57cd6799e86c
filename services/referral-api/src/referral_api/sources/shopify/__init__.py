"""Source `shopify`: orders, refunds and cancellations of a Shopify shop, and its privacy topics.

The signature covers the body alone, so a header (the topic among them) is only a hint: what
happened is read from the body. Ids exceed 2^53 and stay text; money is text in major units, of
which the shop's own currency counts, not the one the buyer saw.
"""

from referral_api.domain.connections.delivery import Ignored, Translation
from referral_api.sources.shopify.orders import read_order
from referral_api.sources.shopify.privacy import TOPICS, read_privacy
from referral_api.sources.shopify.refunds import read_refund
from referral_api.sources.shopify.sample import sample
from referral_api.sources.shopify.signature import is_secret, label, new_secret, verify

__all__ = ["KEPT_HEADERS", "is_secret", "label", "new_secret", "sample", "translate", "verify"]

KEPT_HEADERS = ("shopify-", "x-shopify-", "content-type", "user-agent")

_ORDERS = frozenset({"orders/create", "orders/paid", "orders/updated", "orders/cancelled"})


def translate(topic: str, body: bytes) -> Translation:
    """The sale, refunds and cancellation that a delivery reports, or what it asks about data."""
    if topic in _ORDERS:
        return read_order(body)
    if topic == "refunds/create":
        return read_refund(body)
    if topic in TOPICS:
        return read_privacy(body)
    return Ignored(f"Nothing is made of the topic {topic[:60]!r}.")
