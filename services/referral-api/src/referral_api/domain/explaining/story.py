"""A story: entries in the order in which things happened, each a fact or a decision about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. `about` is the TypeID of what it happened to; `actor` who did it,
    where we know; `verdict` what a rule came to, with all that it looked at, for decisions."""

    at: datetime
    what: str
    about: str
    sentence: str
    actor: str | None = None
    verdict: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A whole answer: one sentence for the operator, a gentler one for the referrer, the story."""

    sentence: str
    for_referrer: str
    story: tuple[Entry, ...]


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries by their time; those of one moment in the order in which they are told."""
    return tuple(sorted(entries, key=lambda entry: entry.at))


def day(at: datetime) -> str:
    """A day as a sentence says it: `24 December 2026`, in UTC as all our times."""
    return f"{at.day} {at:%B %Y}"
