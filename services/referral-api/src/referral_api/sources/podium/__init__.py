"""Source `podium`: reviews of many sites, and the invitations that tell who wrote them."""

from referral_api.domain.connections.about import About
from referral_api.sources.podium.reviews import translate
from referral_api.sources.podium.sample import sample
from referral_api.sources.podium.signature import label, new_secret, verify
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

KEPT_HEADERS = ("podium-timestamp", "content-type", "user-agent")

ABOUT = About(
    title="Podium",
    brings=("reviews", "people"),
    proof="HMAC-SHA256 over time and body; within five minutes.",
    steps=(
        "In Podium's developer portal open your app, Webhooks, and create one with the URL {url}.",
        "Subscribe to review.created, review.updated, review.invite_link_created and"
        " review.invite_link_updated.",
        "Set the connection's secret as the webhook's secret: Podium signs only where it has one.",
    ),
)
