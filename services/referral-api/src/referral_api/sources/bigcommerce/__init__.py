"""Source `bigcommerce`: orders of a BigCommerce store and their refunds.

Its events name an order and say nothing of it: it is asked for through the API, with its coupons
and refunds, so that whichever event comes last tells the same.
"""

from referral_api.domain.connections.about import (
    NO_SETTINGS,
    About,
    ConnectionSettings,
    Setting,
)
from referral_api.domain.connections.delivery import Translation
from referral_api.sources.bigcommerce.events import read_event
from referral_api.sources.bigcommerce.orders import read_order
from referral_api.sources.bigcommerce.sample import sample
from referral_api.sources.bigcommerce.signature import label, new_secret, verify
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

KEPT_HEADERS = ("webhook-id", "webhook-timestamp", "content-type", "user-agent")

ABOUT = About(
    title="BigCommerce",
    brings=("sales", "refunds"),
    proof="Standard Webhooks under the client secret; within five minutes.",
    steps=(
        "In the control panel open Settings, Store-level API accounts, Create API account, with the"
        " scope Orders read-only; give its access token to the"
        " connection as a credential, its client secret as the secret, and the store's hash, which"
        " stands in the API path, as a setting.",
        "With that token POST to https://api.bigcommerce.com/stores/STORE_HASH/v3/hooks a webhook"
        " each for the scopes store/order/created, store/order/statusUpdated, store/order/updated"
        " and store/order/refund/created: destination {url}, is_active true.",
        "A referral code is a coupon's, or what the buyer types into a field of the billing address"
        " that the setting code_field names.",
    ),
    settings=(
        Setting(
            name="store_hash",
            meaning="the store's hash, as the API path has it behind stores/",
            example="a1b2c3d4e5",
            form=r"[a-z0-9]{1,40}",
            required=True,
        ),
        Setting(
            name="code_field",
            meaning="the name of the checkout's form field that holds a referral code",
            example="Who sent you?",
            form=r".{1,100}",
        ),
    ),
    credentials=(
        Setting(
            name="access_token",
            meaning="the API account's access token",
            example="a1b2c3d4e5f6g7h8",
            form=r"[A-Za-z0-9]{1,200}",
        ),
    ),
)


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """The order that an event names, or what an order says that was asked for."""
    if topic == "fetched/order":
        return read_order(body, settings.get("code_field"))
    return read_event(body)
