"""What may never be broken towards people, as a small model: who said no to what, and what is over.

It knows nothing of gates and windows. It says only whether a letter that went out may have gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from goodword import ids

ASK: Final = "referral_ask"
WELCOME: Final = "welcome"
INTRODUCTIONS: Final = ("introduction_request", "introduction_reminder", "introduction_draft")
BETWEEN_ASKS: Final = timedelta(days=30)
"""R-ASK-07: with a new good word; without one it is longer still."""

NO_ASKS: Final = frozenset({"do_not_ask", "withdrawn", "never"})
NO_MARKETING: Final = frozenset({"marketing", "all"})


@dataclass
class Person:
    """Somebody, under the id by which they are known now; `said` are their objections, which hold
    for whoever stands for them, and `address` is left alone as far as `silent` goes."""

    id: UUID
    address: str
    said: set[str] = field(default_factory=set)
    merged_into: str | None = None
    erased: bool = False
    praised: bool = False


@dataclass
class Referral:
    """What was asked of a referrer about a prospect; `open` while anything is to be asked."""

    referrer: str
    prospect: str
    id: UUID = field(default_factory=ids.new)
    seq: int = 1
    open: bool = False


@dataclass
class Model:
    """A business's people, its introductions by the request that is theirs, and its offers."""

    people: dict[str, Person]
    silent: dict[str, set[str]] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    requests: dict[UUID, str] = field(default_factory=dict)
    allowed: dict[str, bool] = field(default_factory=dict)
    asked: list[tuple[datetime, UUID, UUID]] = field(default_factory=list)
    sent: set[tuple[UUID, str]] = field(default_factory=set)

    def standing(self, name: str) -> str:
        """Who stands for `name` by now."""
        into = self.people[name].merged_into
        return name if into is None else self.standing(into)

    def group(self, name: str) -> list[Person]:
        """All who are one with `name`."""
        at = self.standing(name)
        return [one for other, one in self.people.items() if self.standing(other) == at]

    def name_of(self, person_id: UUID) -> str:
        [name] = [name for name, one in self.people.items() if one.id == person_id]
        return name

    def _silence(self, name: str) -> set[str]:
        return self.silent.get(self.people[self.standing(name)].address, set())

    # what says no

    def against(self, kind: str, person_id: UUID, cause: UUID, about: str | None) -> Iterator[str]:
        """Everything for which this letter should not have gone out, as things are."""
        name = self.name_of(person_id)
        group = self.group(name)
        if self.people[self.standing(name)].erased:
            yield "erased"
        if (cause, kind) in self.sent:
            yield "sent before"
        if kind == ASK:
            yield from self._against_asking(name, group)
        elif kind in INTRODUCTIONS:
            yield from self._against_introducing(name, cause)
        elif kind == WELCOME:
            yield from self._against_offering(name, about)

    def _against_asking(self, name: str, group: list[Person]) -> Iterator[str]:
        yield from NO_ASKS & {said for one in group for said in one.said}
        yield from NO_MARKETING & self._silence(name)

    def _against_introducing(self, name: str, cause: UUID) -> Iterator[str]:
        yield from NO_MARKETING & self._silence(name)
        referral = self.referrals[self.requests[cause]]
        if not referral.open:
            yield "over"
        if "all" in self._silence(referral.prospect):
            yield "the prospect wants silence"
        if any(one.erased for one in self.group(referral.prospect)):
            yield "the prospect was erased"

    def _against_offering(self, name: str, about: str | None) -> Iterator[str]:
        if "all" in self._silence(name):
            yield "all"
        if not self.allowed.get(about or "", False):
            yield "the law does not allow it"

    # what was done

    def note_sent(self, kind: str, cause: UUID) -> None:
        self.sent.add((cause, kind))

    def note_asked(self, ask_id: UUID, person_id: UUID, at: datetime) -> Iterator[str]:
        """Everything that is wrong with asking them now, given who was asked before."""
        ids_of_group = {one.id for one in self.group(self.name_of(person_id))}
        for before, earlier_id, whom in self.asked:
            if earlier_id == ask_id:
                yield "asked twice in one window"
            elif whom in ids_of_group and at - before < BETWEEN_ASKS:
                yield f"asked {at - before} after the last time"
        self.asked.append((at, ask_id, person_id))
