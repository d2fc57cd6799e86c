"""Source `judgeme`: product reviews, with the address of who wrote them."""

from referral_api.domain.connections.about import About
from referral_api.sources.judgeme.reviews import translate
from referral_api.sources.judgeme.sample import sample
from referral_api.sources.judgeme.signature import label, new_secret, verify
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
    title="Judge.me",
    brings=("reviews", "people"),
    proof="HMAC-SHA256 over the body, hex, under the app's secret or the private API token.",
    steps=(
        "By Judge.me's API create webhooks for review/created and review/updated, in JSON, with the"
        " URL {url}.",
        "Give the private API token, or the app's secret where an app made the webhooks, to the"
        " connection as its secret.",
    ),
)
