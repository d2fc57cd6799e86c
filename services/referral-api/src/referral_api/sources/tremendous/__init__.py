"""Source `tremendous`: what Tremendous calls back about the orders and rewards made there.

Its word is a hint: a delivery names an object, about which rewards-worker asks Tremendous itself.
"""

from referral_api.domain.connections.about import About
from referral_api.sources.signing import is_secret
from referral_api.sources.tremendous.reports import label, translate
from referral_api.sources.tremendous.sample import sample
from referral_api.sources.tremendous.signature import new_secret, verify

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

KEPT_HEADERS = ("tremendous-", "content-type", "user-agent")

ABOUT = About(
    title="Tremendous",
    brings=("payouts",),
    proof="HMAC-SHA256 over the body, hex, under the webhook's private key.",
    steps=(
        "In Tremendous open Team settings, Developers, Webhooks, and add {url}.",
        "Give its private key to the connection as the secret.",
    ),
)
