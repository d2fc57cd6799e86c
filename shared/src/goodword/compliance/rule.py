"""A rule of law: where and to what it applies, and what it says there."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from goodword.compliance.case import UNKNOWN_PLACE, Case
from goodword.compliance.facts import Fact
from goodword.compliance.industries import Sector
from goodword.compliance.predicates import All, Always, Answer, Cap, Over, Predicate, conjunction
from goodword.compliance.vocabulary import Decision, Grade, Kind

CHECKED = date(2026, 11, 22)
"""When the rules were last compared with their sources."""


class Effect(StrEnum):
    """What a clause does."""

    ALLOW = "allow"
    FORBID = "forbid"
    CAP = "cap"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that a rule says. A yes may require facts to be seen to: one that is known to fail
    turns it into a no, one that is unknown leaves it open until somebody signs for it."""

    effect: Effect
    when: Predicate = field(default_factory=Always)
    requires: frozenset[Fact] = frozenset()
    cap: Cap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Without `sectors` or `places` it is about all of them; `elsewhere` are places which it leaves
    to rules of their own.

    Its first clause that holds speaks. It silences the rules that it `overrides`; of those in one
    `lane` the mildest counts, since what is lawful in one way is lawful. `checked_on` is its
    version, and all that is known of how long it holds. `alternatives` are kinds that it would
    allow, and `discloses` what has to be told with the gift. Where it is `for_known_places`, it
    holds outside regulated industries only where seller or people are known to be.
    """

    id: str
    source: str
    grade: Grade
    says: str
    clauses: tuple[Clause, ...]
    sectors: frozenset[Sector] = frozenset()
    places: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    when: Predicate = field(default_factory=Always)
    overrides: tuple[str, ...] = ()
    lane: str | None = None
    discloses: tuple[str, ...] = ()
    alternatives: frozenset[Kind] = frozenset()
    checked_on: date = CHECKED
    for_known_places: bool = False

    def __post_init__(self) -> None:
        if not self.clauses or not self.source or not self.says or self.id in self.overrides:
            raise ValueError(f"the rule {self.id} is not whole")
        if self.grade is Grade.V3 and any(one.effect is Effect.ALLOW for one in self.clauses):
            raise ValueError(f"the rule {self.id} was not verified, so it cannot say yes")

    def is_of(self, case: Case) -> Answer:
        """Whether it is about the case's industry."""
        return case.industry.is_in(self.sectors) if self.sectors else True

    def is_at(self, here: str) -> Answer:
        """Whether it holds in a place: one of `US-FL` may hold in `US`, one of `US` does in
        `US-FL`."""
        if here != UNKNOWN_PLACE and any(_within(here, place) for place in self.elsewhere):
            return False
        if not self.places:
            return True
        if here == UNKNOWN_PLACE:
            return None
        if any(_within(here, place) for place in self.places):
            return True
        return None if any(_within(place, here) for place in self.places) else False

    def applies(self, case: Case, here: str) -> Answer:
        """Whether it is about this case in this place."""
        at = self.is_at(here)
        if at is None and self.for_known_places and not case.is_regulated:
            at = False
        return conjunction((self.is_of(case), at, self.when.holds(case)))


def _within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}-")


def allow(when: Predicate | None = None, *requires: Fact) -> Clause:
    """Allowed, where what it requires is seen to."""
    return Clause(Effect.ALLOW, when or Always(), frozenset(requires))


def forbid(when: Predicate | None = None) -> Clause:
    return Clause(Effect.FORBID, when or Always())


def review(when: Predicate | None = None) -> Clause:
    """Neither yes nor no: a person who knows the law has to approve."""
    return Clause(Effect.APPROVAL, when or Always())


def capped(cap: Cap, when: Predicate | None = None) -> Clause:
    """Forbidden above the cap."""
    over = Over(cap)
    return Clause(Effect.CAP, All((when, over)) if when else over, cap=cap)


DECISIONS = {
    Effect.FORBID: Decision.BLOCK,
    Effect.CAP: Decision.BLOCK,
    Effect.APPROVAL: Decision.NEEDS_REVIEW,
}
