"""The addresses to which introductions are copied: each referral has one that nobody guesses."""

import hmac
import re
from dataclasses import dataclass
from uuid import UUID

from goodword import ids
from goodword.seal import MAILBOX_CHARS, Hasher

BEGINS = "intro+"

_LOCAL = re.compile(
    rf"intro\+(ref_[0-7][0-9a-hjkmnp-tv-z]{{25}})\.([0-9a-f]{{{MAILBOX_CHARS}}})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A referral's own address, as somebody wrote it: `tag` shows whether it is ours."""

    referral_id: UUID
    tag: str

    def is_ours(self, hasher: Hasher) -> bool:
        return hmac.compare_digest(hasher.mailbox(self.referral_id), self.tag)


def mailbox(hasher: Hasher, referral_id: UUID, domain: str) -> str:
    """The address at `domain` to which mails about a referral are copied."""
    return f"{BEGINS}{ids.show('ref', referral_id)}.{hasher.mailbox(referral_id)}@{domain}"


def read_mailbox(address: str) -> Mailbox | None:
    """What an address says, at whatever domain; None where it is no such address. Mail programs
    may have changed its letters to upper case."""
    found = _LOCAL.fullmatch(address.rpartition("@")[0])
    if found is None:
        return None
    try:
        return Mailbox(ids.read("ref", found[1].lower()), found[2].lower())
    except ValueError:
        return None
