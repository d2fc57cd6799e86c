"""Source `standard`: Standard Webhooks, for everything that has no source of its own.

A body is `{"type": "sale", "timestamp": "…", "data": {…}}`, with `data` exactly the body of the
type's POST in the REST API.
"""

from referral_api.sources.standard.resources import translate
from referral_api.sources.standard.sample import sample
from referral_api.sources.standard.signature import is_secret, label, new_secret, verify

__all__ = ["KEPT_HEADERS", "is_secret", "label", "new_secret", "sample", "translate", "verify"]

KEPT_HEADERS = ("webhook-", "content-type", "user-agent")
