"""Source `pipedrive`: deals that are won, won no more, and won again (webhooks v2).

What a webhook says of a deal lacks its person, and ten failures in a row have Pipedrive send
nothing for half an hour: a deal is always fetched, and what was lost is asked for each hour.
"""

from referral_api.domain.connections.about import (
    NO_SETTINGS,
    About,
    ConnectionSettings,
    Setting,
)
from referral_api.domain.connections.delivery import Translation
from referral_api.sources.pipedrive.deals import read_deal
from referral_api.sources.pipedrive.events import read_event
from referral_api.sources.pipedrive.sample import sample
from referral_api.sources.pipedrive.signature import (
    USER,
    label,
    new_secret,
    verify,
)
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
    title="Pipedrive",
    brings=("sales", "refunds"),
    proof="HTTP Basic: a user and the connection's secret with each request. Nothing is signed.",
    steps=(
        "In Pipedrive open Tools and apps, Webhooks, Create new webhook, version 2, as a user who"
        " sees all deals: of others nothing is sent.",
        "Event action *, event object deal, endpoint {url}, HTTP Auth username"
        f" {USER}, HTTP Auth password the connection's secret.",
        "Under Personal preferences, API copy that user's token and give it to the connection as"
        " the credential api_token: deals and their persons are asked for with it.",
        "A referral code is read from a deal's own text field: give the field's key to the"
        " connection as the setting code_field.",
    ),
    settings=(
        Setting(
            name="code_field",
            meaning="the key of the deal's custom field that holds a referral code",
            example="3d0fa3429dfa2d3dec265b4fc5dc8258ab66cdf3",
            form=r"[0-9a-f]{40}",
        ),
    ),
    credentials=(
        Setting(
            name="api_token",
            meaning="the API token of a user who sees all deals",
            example="0123456789abcdef0123456789abcdef01234567",
            form=r"[!-~]{20,500}",
        ),
    ),
)


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """A webhook names a deal; the deal, once it was fetched, says what became of it."""
    if topic == "fetched/deal":
        return read_deal(body, settings.get("code_field"))
    return read_event(body)
