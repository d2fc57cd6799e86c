"""Source `mapped`: any sender of JSON, by a mapping that its business writes.

A mapping is a document of JSON pointers, conditions and constants (`mapping.py`), and is checked
when it is given.
"""

from referral_api.domain.connections.about import (
    NO_SETTINGS,
    About,
    ConnectionSettings,
    Setting,
)
from referral_api.domain.connections.delivery import Translation, UnreadableError
from referral_api.sources.mapped.facts import read_facts
from referral_api.sources.mapped.mapping import MAX_CHARS, mistakes
from referral_api.sources.mapped.sample import EXAMPLE, sample
from referral_api.sources.mapped.signature import (
    label,
    mapping_of,
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
    title="Any JSON, by a mapping",
    brings=("sales", "refunds", "people", "reviews", "scores"),
    proof="HMAC-SHA256 over the body, hex or base64, in a header that the settings name; or the"
    " secret as a bearer token.",
    steps=(
        "Have the system post its JSON to {url}.",
        "Have it sign with the connection's secret, in the header that the setting"
        " signature_header names; or send the header Authorization with Bearer and the secret.",
        "Write the mapping, and look by POST /v1/connections/…/dry_run at what a pasted body would"
        " become.",
    ),
    settings=(
        Setting(
            name="mapping",
            meaning="a mapping as JSON, or the name of a ready one: lemonsqueezy or razorpay",
            example=EXAMPLE,
            required=True,
            max_length=MAX_CHARS,
        ),
        Setting(
            name="signature_header",
            meaning="the header that holds the signature; a ready mapping knows its sender's",
            example="X-Signature",
            form=r"[A-Za-z0-9-]{1,100}",
        ),
    ),
    check=mistakes,
)


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """What a body means by the connection's mapping."""
    mapping = mapping_of(settings)
    if mapping is None:
        raise UnreadableError("The connection has no mapping that can be read.")
    return read_facts(body, mapping)
