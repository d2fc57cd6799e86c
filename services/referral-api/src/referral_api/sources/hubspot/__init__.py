"""Source `hubspot`: deals that are won, and contacts that are to be forgotten.

HubSpot sends events in batches, and they say little more than which deal changed: it is fetched
with the first of its contacts. Whether a deal is won is told by `hs_is_closed_won` alone, since
stages have other ids in every pipeline.
"""

from referral_api.domain.connections.about import (
    NO_SETTINGS,
    About,
    ConnectionSettings,
    Setting,
)
from referral_api.domain.connections.delivery import Translation
from referral_api.sources.hubspot.deals import CODE_FIELD, read_deal
from referral_api.sources.hubspot.events import read_events
from referral_api.sources.hubspot.sample import sample
from referral_api.sources.hubspot.signature import label, new_secret, verify
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
    title="HubSpot",
    brings=("sales", "privacy"),
    proof="v3: HMAC-SHA256 over method, address, body and time, base64; within five minutes.",
    steps=(
        "In HubSpot make an app of your own with the scopes crm.objects.deals.read and"
        " crm.objects.contacts.read.",
        "Under its webhooks name {url} as the target URL, and subscribe to deals: created, and"
        " changes of dealstage, amount and closedate; and to privacy deletions of contacts.",
        "Give the app's client secret to the connection as its secret, and its access token as the"
        " credential access_token: deals and their contacts are asked for with it.",
        "A referral code is read from the property referral_code of the deal, or else of its"
        " contact; another property is the setting code_field.",
        "Where the account has one currency alone, name it as the setting currency: its deals do"
        " not tell it.",
    ),
    settings=(
        Setting(
            name="code_field",
            meaning=f"the property that holds a referral code; else it is {CODE_FIELD}",
            example="who_sent_you",
            form=r"[a-z][a-z0-9_]{0,99}",
        ),
        Setting(
            name="currency",
            meaning="the currency of deals that name none",
            example="USD",
            form=r"[A-Z]{3}",
        ),
    ),
    credentials=(
        Setting(
            name="access_token",
            meaning="the app's access token",
            example="pat-na1-01234567-89ab-cdef-0123-456789abcdef",
            form=r"[!-~]{20,500}",
        ),
    ),
)


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """Events name deals; a deal, once it was fetched, says whether it is won."""
    return read_deal(body, settings) if topic == "fetched/deal" else read_events(body)
