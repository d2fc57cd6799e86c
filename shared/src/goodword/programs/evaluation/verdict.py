"""What a rule came to, and why. Stored with the reward; the same shape wherever it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from pydantic import TypeAdapter

from goodword.ids import PersonId
from goodword.money import Money
from goodword.programs.document.gifts import GiftKind
from goodword.programs.document.limits import Per, Period
from goodword.programs.document.rules import Cause, Recipient
from goodword.programs.evaluation.question import LegalQuestion
from goodword.programs.evaluation.reasons import Actual, Reason


class Outcome(StrEnum):
    """Earned becomes a pending reward, held one in review, denied a denied one."""

    EARNED = "earned"
    HELD = "held"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Check:
    """One condition as it was found."""

    check: str
    actual: Actual
    passed: bool


class LawRule(Protocol):
    """A rule of law that was looked at, as the caller's law names it."""

    @property
    def rule(self) -> str: ...
    @property
    def decision(self) -> str: ...
    @property
    def place(self) -> str | None: ...
    @property
    def checked_on(self) -> date: ...
    @property
    def open(self) -> tuple[str, ...]: ...
    @property
    def unknown(self) -> tuple[str, ...]: ...
    @property
    def discloses(self) -> tuple[str, ...]: ...
    @property
    def caps(self) -> tuple[str, ...]: ...


class LawVerdict(Protocol):
    """What the law says of one gift: `ALLOW`, `ALLOW_WITH_CONDITIONS`, `NEEDS_REVIEW`, `BLOCK`.

    `conditions_met` is false where a condition such as a sign-off is still open. Of all `rules`
    that speak of it, the `deciding` ones make it what it is.
    """

    @property
    def decision(self) -> str: ...
    @property
    def conditions_met(self) -> bool: ...
    @property
    def rules(self) -> Sequence[LawRule]: ...
    @property
    def deciding(self) -> Sequence[LawRule]: ...


class Law(Protocol):
    """Pure: what the law says of one gift to one person."""

    def __call__(self, question: LegalQuestion, /) -> LawVerdict: ...


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """A rule of law as the verdict keeps it: what it says in a place (ISO 3166), and its version,
    which is the day on which it was last compared with its source. `open` are conditions that
    nobody has seen to, `unknown` facts that would decide, `discloses` what is told with the gift.
    """

    rule: str
    decision: str
    place: str | None
    checked_on: date | None = None
    open: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    discloses: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()

    @classmethod
    def of(cls, rule: LawRule) -> "AppliedRule":
        """What a verdict keeps of it."""
        return cls(
            rule.rule,
            rule.decision,
            rule.place,
            rule.checked_on,
            rule.open,
            rule.unknown,
            rule.discloses,
            rule.caps,
        )


@dataclass(frozen=True, slots=True, order=True)
class LimitScope:
    """One row of counters: whose rewards of which rule in which period.

    `rule` is `*` where a limit of the document counts all rules. `subject` is a person's UUID, a
    household's hash or the program's UUID. Sorted, scopes give the order in which to lock.
    """

    per: Per
    subject: str
    rule: str
    period: Period
    starts: date


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a scope is used: rewards, minor units of money, points."""

    count: int = 0
    minor: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class LimitUse:
    """What this reward adds to a scope, from earned or held until it is given back."""

    scope: LimitScope
    used: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One gift with its worth settled. A discount in money has an `amount` too."""

    kind: GiftKind
    amount: Money | None = None
    points: int | None = None
    percent_off: str | None = None
    item: str | None = None
    where: str | None = None
    valid_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one rule came to.

    A denied verdict still says what it would have been worth, since a person may overrule it.
    With `options` the beneficiary chooses; the fields of the gift then show the default, or the
    first, until one is `chosen`. `net` is the sale's at the time of deciding, the base of every
    later refund.
    """

    rule: str
    beneficiary: PersonId | None
    outcome: Outcome
    amount: Money | None
    program_version: int
    checks: tuple[Check, ...]
    reasons: tuple[Reason, ...]
    law: tuple[AppliedRule, ...]
    to: Recipient
    kind: GiftKind
    hold_days: int
    on: Cause = Cause.SALE
    points: int | None = None
    percent_off: str | None = None
    item: str | None = None
    where: str | None = None
    valid_days: int | None = None
    options: tuple[Option, ...] = ()
    default: GiftKind | None = None
    chosen: GiftKind | None = None
    choose_within_days: int | None = None
    instead_of: GiftKind | None = None
    needs_approval: bool = False
    net: Money | None = None
    uses: tuple[LimitUse, ...] = ()

    @property
    def choice_is_open(self) -> bool:
        """Whether the beneficiary has yet to choose."""
        return bool(self.options) and self.chosen is None

    def taking(self, option: Option) -> "Verdict":
        """The same, once the beneficiary took `option`."""
        return replace(
            self,
            kind=option.kind,
            amount=option.amount,
            points=option.points,
            percent_off=option.percent_off,
            item=option.item,
            where=option.where,
            valid_days=option.valid_days,
            chosen=option.kind,
        )

    def as_json(self) -> dict[str, Any]:
        """As it is stored and shown; what says nothing is left out."""
        written: dict[str, Any] = _VERDICT.dump_python(self, mode="json", exclude_defaults=True)
        return written

    @classmethod
    def from_json(cls, raw: Any) -> "Verdict":
        """The verdict that `as_json` wrote."""
        return _VERDICT.validate_python(raw)


_VERDICT = TypeAdapter(Verdict)
