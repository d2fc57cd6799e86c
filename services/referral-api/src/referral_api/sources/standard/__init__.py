"""Source `standard`: Standard Webhooks, for everything that has no source of its own.

A body is `{"type": "sale", "timestamp": "…", "data": {…}}`, with `data` exactly the body of the
type's POST in the REST API.
"""

from referral_api.domain.connections.about import About
from referral_api.sources.standard.resources import translate
from referral_api.sources.standard.sample import sample
from referral_api.sources.standard.signature import is_secret, label, new_secret, verify

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

KEPT_HEADERS = ("webhook-", "content-type", "user-agent")

ABOUT = About(
    title="Standard Webhooks",
    brings=("sales", "refunds", "people", "referrals", "reviews", "scores"),
    proof="Standard Webhooks: `v1` signatures, HMAC-SHA256 over id, time and body; within five"
    " minutes.",
    steps=(
        "Sign with any library of Standard Webhooks, under the connection's secret.",
        "Post to {url} a body with `type`, such as `sale`, and the resource as `data`: the same"
        " fields as in the API.",
    ),
)
