"""Source `lightspeed`: sales, returns and customers of Lightspeed Retail (X-Series), once Vend.

It posts a form with JSON inside, each time a sale is saved, and does not promise that it arrives:
where it may be, it is asked each hour.
"""

from referral_api.domain.connections.about import About, Setting
from referral_api.sources.lightspeed.sales import translate
from referral_api.sources.lightspeed.sample import sample
from referral_api.sources.lightspeed.signature import label, new_secret, verify
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

KEPT_HEADERS = ("content-type", "user-agent")

ABOUT = About(
    title="Lightspeed Retail (X-Series)",
    brings=("sales", "refunds", "people"),
    proof="HMAC-SHA256 over the form, hex or base64, under the app's client secret.",
    steps=(
        "Let an app that the shop has authorized make the webhooks, by POST to /api/webhooks: those"
        " that are made by hand under Setup, API are not signed, and are refused.",
        "Make one each of the types sale.update and customer.update, active, for {url}.",
        "Give the app's client secret to the connection as its secret, and the currency in which"
        " the shop keeps its books as the setting currency: a sale names none.",
        "Under Setup, Personal tokens make one that may read sales; give it to the connection as a"
        " credential, and the first part of the shop's address as the setting domain_prefix:"
        " a webhook can get lost, so the shop is asked each hour.",
        "Write a referral code alone in a sale's note, or say in code_field where else it stands.",
    ),
    settings=(
        Setting(
            name="currency",
            meaning="the shop's currency (ISO 4217)",
            example="NZD",
            form=r"[A-Z]{3}",
            required=True,
        ),
        Setting(
            name="domain_prefix",
            meaning="the first part of the shop's address at retail.lightspeed.app",
            example="shop",
            form=r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
        ),
        Setting(
            name="code_field",
            meaning="where a referral code stands: note, or a field of the customer; else it is"
            " note",
            example="custom_field_1",
            form=r"note|customer_code|custom_field_[1-4]",
        ),
    ),
    credentials=(
        Setting(
            name="access_token",
            meaning="a personal token of the shop's",
            example="lsxs_pt_1a2b",
            form=r"\S{1,2000}",
        ),
    ),
)
