"""Source `square`: completed payments, their refunds, and customers.

At a till nothing of a referral is in the payment itself. Where the setting `orders` says so, each
sale and refund is asked for, together with the order that holds its codes and its customer.
"""

from referral_api.domain.connections.about import About, Setting
from referral_api.sources.signing import is_secret
from referral_api.sources.square.events import translate
from referral_api.sources.square.sample import sample
from referral_api.sources.square.signature import label, new_secret, verify

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

KEPT_HEADERS = ("square-", "content-type", "user-agent")

ABOUT = About(
    title="Square",
    brings=("sales", "refunds", "people"),
    proof="HMAC-SHA256 over the subscription's address and the body, base64.",
    steps=(
        "In Square's Developer Console open the application, Webhooks, Subscriptions, Add"
        " subscription, and name {url}, exactly so: the address is part of what is signed.",
        "Choose payment.created, payment.updated, refund.created, refund.updated, customer.created"
        " and customer.updated.",
        "Give the subscription's signature key to the connection as its secret.",
        "Where a code comes with the order (a discount's name at the till, its reference_id, or"
        " ref in its metadata), set orders to yes and give the application's access token to the"
        " connection: payments only name their orders.",
    ),
    settings=(
        Setting(
            name="orders",
            meaning="yes where each sale's order and customer are asked for; else nothing is",
            example="yes",
            form=r"yes|no",
        ),
        Setting(
            name="environment",
            meaning="sandbox where it is Square's sandbox: all of its sales are tests",
            example="sandbox",
            form=r"production|sandbox",
        ),
        Setting(
            name="code_field",
            meaning="the key of an order's metadata that holds a referral code; else it is ref",
            example="who_sent_you",
            form=r"\S{1,60}",
        ),
    ),
    credentials=(
        Setting(
            name="access_token",
            meaning="the application's access token, with PAYMENTS_READ, ORDERS_READ and"
            " CUSTOMERS_READ",
            example="EAAAl1a2b",
            form=r"\S{1,2000}",
        ),
    ),
)
