"""Whether a program is offered: at a moment, and to somebody.

The one answer for whoever joins, follows a link, asks whether a code is valid, gives a name, or is
rewarded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Offered = Literal["now", "not_yet", "paused", "over"]
Placed = Literal["inside", "outside", "unknown"]


class _Dated(Protocol):
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when a document offers its program, both moments included; None is open."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @classmethod
    def of(cls, document: _Dated) -> "Term":
        """The term of a program's document."""
        return cls(document.starts_at, document.ends_at)


def offered(
    term: Term, moment: datetime, *, promised_at: datetime | None = None, status: str = "active"
) -> Offered:
    """Whether a program of `status` is offered at `moment`.

    Nothing counts before its term begins, and no promise is made after it ends: what was promised
    before, at `promised_at`, is kept. A draft is not offered yet.
    """
    if status == "ended" or (term.ends_at is not None and (promised_at or moment) > term.ends_at):
        return "over"
    if status == "paused":
        return "paused"
    early = term.starts_at is not None and moment < term.starts_at
    return "not_yet" if early or status == "draft" else "now"


def place_of(country: str | None, region: str | None) -> str | None:
    """`US-FL`, or `US` where the region is unknown."""
    return f"{country}-{region}" if country and region else country


def placed(places: Sequence[str] | None, country: str | None, region: str | None) -> Placed:
    """Where somebody is, as to the `places` in which a program is offered; None is everywhere.

    Of a country alone it is unknown in which of its regions somebody is.
    """
    if places is None:
        return "inside"
    if country is None:
        return "unknown"
    if country in places or place_of(country, region) in places:
        return "inside"
    near = not region and any(each.startswith(f"{country}-") for each in places)
    return "unknown" if near else "outside"
