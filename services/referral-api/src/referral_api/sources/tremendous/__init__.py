"""Source `tremendous`: what Tremendous calls back about the orders and rewards made there.

Its word is a hint: a delivery names an object, about which rewards-worker asks Tremendous itself.
"""

from referral_api.sources.tremendous.reports import label, translate
from referral_api.sources.tremendous.sample import sample
from referral_api.sources.tremendous.signature import is_secret, new_secret, verify

__all__ = ["KEPT_HEADERS", "is_secret", "label", "new_secret", "sample", "translate", "verify"]

KEPT_HEADERS = ("tremendous-", "content-type", "user-agent")
