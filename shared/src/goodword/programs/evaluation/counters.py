"""Limits and what is used of them.

The caller keeps one row per scope, locks the rows of `scopes` in their order, loads them, decides
and saves; so a limit is never passed, whatever happens at the same time. Where one fact is decided
again, what its former verdict used is given back first.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from goodword.money import Money, decimals
from goodword.programs.document.amounts import Unit
from goodword.programs.document.limits import Limit, Per, Period
from goodword.programs.evaluation.facts import Facts, Person
from goodword.programs.evaluation.readings import money_text
from goodword.programs.evaluation.reasons import Reason, ReasonCode
from goodword.programs.evaluation.verdict import LimitScope, LimitUse, Option, Usage, Verdict
from goodword.programs.evaluation.windows import local_day

ALL_RULES = "*"
"""The rule of a scope that counts all rules of a document."""

Counters: TypeAlias = Mapping[LimitScope, Usage]
"""What is used; a scope that is not there is unused."""

UNUSED = Usage()


@dataclass(frozen=True, slots=True)
class LimitPlan:
    """A limit, made ready: its bounds in whole units."""

    rule: str
    per: Per
    period: Period
    count: int | None
    minor: int | None
    points: int | None
    clamp: bool
    currency: str
    places: int
    required: str

    @property
    def reason(self) -> ReasonCode:
        """What a program has set aside to give is its budget."""
        budget = self.per is Per.PROGRAM and self.count is None
        return ReasonCode.BUDGET_SPENT if budget else ReasonCode.LIMIT_REACHED


def plan_limit(limit: Limit, rule: str, currency: str) -> LimitPlan:
    """The plan of a limit of `rule`, or of all rules."""
    units = limit.amount_units(currency)
    counted = [f"{limit.count} rewards"] if limit.count is not None else []
    if isinstance(limit.amount, int):
        counted.append(f"{limit.amount} points")
    elif limit.amount is not None:
        counted.append(f"{limit.amount} {currency}")
    return LimitPlan(
        rule=rule,
        per=limit.per,
        period=limit.period,
        count=limit.count,
        minor=units if limit.unit is Unit.MONEY else None,
        points=units if limit.unit is Unit.POINTS else None,
        clamp=limit.clamp,
        currency=currency,
        places=decimals(currency),
        required=f"{' and '.join(counted)} per {limit.per}, {_in(limit.period)}",
    )


def _in(period: Period) -> str:
    return "ever" if period is Period.LIFETIME else f"each {period}"


def period_of(period: Period, day: date) -> tuple[date, date]:
    """The first and last day of the period that `day` lies in. Weeks begin on Monday."""
    if period is Period.LIFETIME:
        return date.min, date.max
    if period is Period.DAY:
        return day, day
    if period is Period.WEEK:
        return _week(day)
    if period is Period.YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _week(day: date) -> tuple[date, date]:
    first = day.toordinal() - day.weekday()
    last = min(first + 6, date.max.toordinal())
    return date.fromordinal(max(first, 1)), date.fromordinal(last)


def scopes_of(limit: LimitPlan, facts: Facts, beneficiary: Person) -> tuple[LimitScope, ...]:
    """The rows that a reward for `beneficiary` counts in: one, or one per household hash."""
    starts, _ = period_of(limit.period, local_day(facts.moment, facts.zone))
    return tuple(
        LimitScope(limit.per, subject, limit.rule, limit.period, starts)
        for subject in _subjects(limit.per, facts, beneficiary)
    )


def _subjects(per: Per, facts: Facts, beneficiary: Person) -> tuple[str, ...]:
    """A household is the beneficiary's; where nothing is known of it, the person alone."""
    if per is Per.PROGRAM:
        return (str(facts.program_id),)
    if per is Per.REFERRER:
        return (str(facts.referrer.person_id),)
    if per is Per.PROSPECT:
        return (str(facts.prospect.person_id),)
    return tuple(dict.fromkeys(beneficiary.household)) or (str(beneficiary.person_id),)


Scoped: TypeAlias = Sequence[tuple[LimitPlan, LimitScope]]
"""Limits, each with a row it counts in."""


def cut(options: Sequence[Option], limits: Scoped, counters: Counters) -> tuple[Option, ...]:
    """The options, cut to what is left of limits that clamp. Nothing left leaves them whole, to
    be refused."""
    minor = _room([(lim.minor, counters.get(s, UNUSED).minor) for lim, s in limits if lim.clamp])
    points = _room([(lim.points, counters.get(s, UNUSED).points) for lim, s in limits if lim.clamp])
    if minor is None and points is None:
        return tuple(options)
    return tuple(_cut(option, minor, points) for option in options)


def _room(bounds: Iterable[tuple[int | None, int]]) -> int | None:
    left = [bound - used for bound, used in bounds if bound is not None]
    return min(left) if left else None


def _cut(option: Option, minor: int | None, points: int | None) -> Option:
    if option.amount and minor is not None and 0 < minor < option.amount.minor:
        return replace(option, amount=Money(minor=minor, currency=option.amount.currency))
    if option.points and points is not None and 0 < points < option.points:
        return replace(option, points=points)
    return option


def usage_of(options: Sequence[Option]) -> Usage:
    """What one reward uses; while the choice is open, as much as its dearest option."""
    minor = max((one.amount.minor for one in options if one.amount), default=0)
    return Usage(1, minor, max((one.points for one in options if one.points), default=0))


def passed(usage: Usage, limits: Scoped, counters: Counters) -> list[Reason]:
    """A reason for every limit that `usage` would pass."""
    return [
        Reason(limit.reason, limit.required, actual)
        for limit, scope in limits
        if (actual := _excess(limit, _sum(counters.get(scope, UNUSED), usage)))
    ]


def _excess(limit: LimitPlan, total: Usage) -> str | None:
    """What it would come to, where that is more than the limit."""
    if limit.count is not None and total.count > limit.count:
        return f"{total.count} rewards"
    if limit.minor is not None and total.minor > limit.minor:
        return f"{money_text(total.minor, limit.places)} {limit.currency}"
    if limit.points is not None and total.points > limit.points:
        return f"{total.points} points"
    return None


def _sum(one: Usage, other: Usage, sign: int = 1) -> Usage:
    return Usage(
        one.count + sign * other.count,
        one.minor + sign * other.minor,
        one.points + sign * other.points,
    )


def counted(counters: Counters, verdicts: Iterable[Verdict]) -> dict[LimitScope, Usage]:
    """The counters once these verdicts are saved: what the next decision in a batch starts from."""
    return _with(counters, verdicts, 1)


def given_back(counters: Counters, verdicts: Iterable[Verdict]) -> dict[LimitScope, Usage]:
    """The counters once these rewards are denied, revoked or wholly reversed."""
    return _with(counters, verdicts, -1)


def _with(counters: Counters, verdicts: Iterable[Verdict], sign: int) -> dict[LimitScope, Usage]:
    after = dict(counters)
    for verdict in verdicts:
        for use in verdict.uses:
            after[use.scope] = _sum(after.get(use.scope, UNUSED), use.used, sign)
    return after


def uses_of(usage: Usage, limits: Scoped) -> tuple[LimitUse, ...]:
    """What a reward adds to each row, sorted as rows are locked."""
    return tuple(LimitUse(scope, usage) for scope in sorted({scope for _, scope in limits}))
