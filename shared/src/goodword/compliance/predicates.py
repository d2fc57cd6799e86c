"""What a rule asks of a case: typed, with three answers, since unknown is neither yes nor no."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from goodword.compliance.case import Case
from goodword.compliance.facts import Fact
from goodword.compliance.vocabulary import Basis, Kind, Side, Trigger
from goodword.money import Money

Answer = bool | None


class Predicate(Protocol):
    """`holds` is None where what is known does not tell; `unknown` names what would."""

    def holds(self, case: Case) -> Answer: ...
    def unknown(self, case: Case) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Always:
    """Holds of every case."""

    def holds(self, case: Case) -> Answer:
        return True

    def unknown(self, case: Case) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Is:
    """A fact is so."""

    fact: Fact

    def holds(self, case: Case) -> Answer:
        return case.knows(self.fact)

    def unknown(self, case: Case) -> frozenset[str]:
        return frozenset({self.fact.value}) if case.knows(self.fact) is None else frozenset()


@dataclass(frozen=True, slots=True)
class MayBe:
    """A fact is not known to be otherwise: where the law itself takes the unknown for a yes."""

    fact: Fact

    def holds(self, case: Case) -> Answer:
        return case.knows(self.fact) is not False

    def unknown(self, case: Case) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact is known to be so: where whoever claims an exception has to show it."""

    fact: Fact

    def holds(self, case: Case) -> Answer:
        return case.knows(self.fact) is True

    def unknown(self, case: Case) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class OfKind:
    """The gift is of one of these kinds; unknown while it may be of others, too."""

    kinds: frozenset[Kind]

    def holds(self, case: Case) -> Answer:
        if case.kinds <= self.kinds:
            return True
        return None if case.kinds & self.kinds else False

    def unknown(self, case: Case) -> frozenset[str]:
        return frozenset({"kind"}) if self.holds(case) is None else frozenset()


@dataclass(frozen=True, slots=True)
class DependsOn:
    """The gift depends on one of these."""

    triggers: frozenset[Trigger]

    def holds(self, case: Case) -> Answer:
        return None if case.trigger is None else case.trigger in self.triggers

    def unknown(self, case: Case) -> frozenset[str]:
        return frozenset({"trigger"}) if case.trigger is None else frozenset()


@dataclass(frozen=True, slots=True)
class To:
    """It is given to somebody on this side."""

    sides: frozenset[Side]

    def holds(self, case: Case) -> Answer:
        return case.side in self.sides

    def unknown(self, case: Case) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that somebody may be given; what is exactly that much is within."""

    most: Money
    basis: Basis

    @property
    def words(self) -> str:
        """`100.00 USD in 12 months`"""
        counted = {
            Basis.EACH: "each time",
            Basis.CALENDAR_YEAR: "a calendar year",
            Basis.ROLLING_12_MONTHS: "in 12 months",
        }
        return f"{self.most.major} {self.most.currency} {counted[self.basis]}"


@dataclass(frozen=True, slots=True)
class Over:
    """With this gift the recipient would have had more than a cap lets them have."""

    cap: Cap

    def holds(self, case: Case) -> Answer:
        most, value = self.cap.most, case.value
        before = case.before(self.cap.basis, most.currency)
        if value is not None and value.currency == most.currency and most < value:
            return True
        if value is None or before is None or {value.currency, before.currency} != {most.currency}:
            return None
        return most < before + value

    def unknown(self, case: Case) -> frozenset[str]:
        if self.holds(case) is not None:
            return frozenset()
        return frozenset({"value" if case.value is None else f"total_{self.cap.basis}"})


@dataclass(frozen=True, slots=True)
class Not:
    """It is known that something does not hold."""

    negated: Predicate

    def holds(self, case: Case) -> Answer:
        found = self.negated.holds(case)
        return None if found is None else not found

    def unknown(self, case: Case) -> frozenset[str]:
        return self.negated.unknown(case)


@dataclass(frozen=True, slots=True)
class All:
    """All of these hold."""

    parts: tuple[Predicate, ...]

    def holds(self, case: Case) -> Answer:
        return conjunction(part.holds(case) for part in self.parts)

    def unknown(self, case: Case) -> frozenset[str]:
        return _unknown(self, self.parts, case)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    parts: tuple[Predicate, ...]

    def holds(self, case: Case) -> Answer:
        found = [part.holds(case) for part in self.parts]
        return True if True in found else None if None in found else False

    def unknown(self, case: Case) -> frozenset[str]:
        return _unknown(self, self.parts, case)


def _unknown(whole: Predicate, parts: tuple[Predicate, ...], case: Case) -> frozenset[str]:
    if whole.holds(case) is not None:
        return frozenset()
    return frozenset().union(*(part.unknown(case) for part in parts))


def conjunction(answers: Iterable[Answer]) -> Answer:
    """Whether all of these answers are yes."""
    found = list(answers)
    return False if False in found else None if None in found else True
