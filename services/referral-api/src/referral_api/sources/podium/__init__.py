"""Source `podium`: reviews of many sites, and the invitations that tell who wrote them."""

from referral_api.sources.podium.reviews import translate
from referral_api.sources.podium.sample import sample
from referral_api.sources.podium.signature import is_secret, label, new_secret, verify

__all__ = ["KEPT_HEADERS", "is_secret", "label", "new_secret", "sample", "translate", "verify"]

KEPT_HEADERS = ("podium-timestamp", "content-type", "user-agent")
