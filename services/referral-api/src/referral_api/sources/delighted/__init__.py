"""Source `delighted`: answers to NPS surveys. The comment often comes later, as an update."""

from referral_api.domain.connections.about import About
from referral_api.sources.delighted.answers import translate
from referral_api.sources.delighted.sample import sample
from referral_api.sources.delighted.signature import label, new_secret, verify
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
    title="Delighted",
    brings=("scores", "people"),
    proof="HMAC-SHA256 over the body, hex, under the private API key.",
    steps=(
        "In Delighted open Integrations, Webhooks, and add {url} for new and updated responses.",
        "Give the project's private API key to the connection as its secret.",
        "Connect surveys of type NPS alone: other scores are on other scales.",
    ),
)
