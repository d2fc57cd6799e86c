"""The addresses that mail is written to: each referral and each ask has one that nobody guesses."""

import hmac
import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from uuid import UUID

from goodword import ids
from goodword.seal import MAILBOX_CHARS, Hasher

About: TypeAlias = Literal["ref", "ask"]
"""What a mailbox is of, by the prefix of its id: a referral or an ask."""

BEGINS: Final[dict[About, str]] = {"ref": "intro", "ask": "ask"}

_LOCAL = re.compile(
    rf"(?:intro\+(?=ref_)|ask\+(?=ask_))"
    rf"((ref|ask)_[0-7][0-9a-hjkmnp-tv-z]{{25}})\.([0-9a-f]{{{MAILBOX_CHARS}}})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address of ours, as somebody wrote it: `tag` shows whether it is."""

    about: About
    id: UUID
    tag: str

    def is_ours(self, hasher: Hasher) -> bool:
        return hmac.compare_digest(hasher.mailbox(self.about, self.id), self.tag)

    @property
    def local_part(self) -> str:
        """What stands before the @."""
        return f"{BEGINS[self.about]}+{ids.show(self.about, self.id)}.{self.tag}"


def mailbox(hasher: Hasher, about: About, object_id: UUID, domain: str) -> str:
    """The address at `domain` to which mails about a thing of ours are written."""
    ours = Mailbox(about, object_id, hasher.mailbox(about, object_id))
    return f"{ours.local_part}@{domain}"


def read_mailbox(address: str) -> Mailbox | None:
    """What an address says, at whatever domain; None where it is no such address. Mail programs
    may have changed its letters to upper case."""
    found = _LOCAL.fullmatch(address.rpartition("@")[0])
    if found is None:
        return None
    about: About = found[2].lower()  # type: ignore[assignment]  # as the pattern has it
    try:
        return Mailbox(about, ids.read(about, found[1].lower()), found[3].lower())
    except ValueError:
        return None
