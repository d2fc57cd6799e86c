"""Source `woocommerce`: orders, refunds and customers of a WooCommerce shop.

It signs the body alone, repeats nothing that failed, and names no refund in a topic of its own: an
order always comes whole, and what was lost is asked for each hour through its API.
"""

from referral_api.domain.connections.about import (
    NO_SETTINGS,
    About,
    ConnectionSettings,
    Setting,
)
from referral_api.domain.connections.delivery import Ignored, Translation
from referral_api.sources.woocommerce.orders import read_customer, read_order
from referral_api.sources.woocommerce.sample import sample
from referral_api.sources.woocommerce.signature import (
    greet,
    is_secret,
    label,
    new_secret,
    verify,
)

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

KEPT_HEADERS = ("x-wc-webhook-topic", "x-wc-webhook-source", "content-type", "user-agent")

ABOUT = About(
    title="WooCommerce",
    brings=("sales", "refunds", "people"),
    proof="HMAC-SHA256 over the body, base64.",
    steps=(
        "In WordPress open WooCommerce, Settings, Advanced, Webhooks, Add webhook.",
        "Make one each for Order created, Order updated, and Customer updated: status Active,"
        " delivery URL {url}, API version WP REST API Integration v3, and the connection's secret.",
        "Under Settings, Advanced, REST API add a key with permission Read; give its key and secret"
        " to the connection as credentials, and the shop's address as the setting store_url:"
        " WooCommerce repeats no webhook that was lost, so it is asked each hour.",
    ),
    settings=(
        Setting(
            name="store_url",
            meaning="the shop's address",
            example="https://shop.example",
            form=r"https?://[^\s/?#@]+(/[^\s?#]*)?",
        ),
        Setting(
            name="code_field",
            meaning="the key of an order's meta data that holds a referral code; else it is ref",
            example="who_sent_you",
            form=r"\S{1,100}",
        ),
    ),
    credentials=(
        Setting(name="consumer_key", meaning="the REST API key", example="ck_1a2b", form=r"ck_\w+"),
        Setting(name="consumer_secret", meaning="its secret", example="cs_3c4d", form=r"cs_\w+"),
    ),
    greet=greet,
)


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """What an order or a customer says; topics are not signed, so the body decides."""
    if topic == "order.deleted":
        return Ignored("An order that was deleted says no more than its number.")
    if topic.startswith("order.") or topic == "fetched/order":
        return read_order(body, settings.get("code_field"))
    if topic in ("customer.created", "customer.updated"):
        return read_customer(body)
    return Ignored(f"Nothing is made of the topic {topic[:60]!r}.")
