"""How much of its limits a reward uses: what is held for the beneficiary or out to them.

So what is claimed back counts until it is back, and a limit is kept by what left the house too.
"""

from collections.abc import Iterable, Mapping

from goodword.programs import Facts, LimitScope, LimitUse, ProgramDocument, Usage, Verdict
from goodword.programs.evaluation.counters import passed, scopes_of
from goodword.programs.evaluation.plan import RulePlan, plan_of
from rewards_worker.domain.standing import Standing
from rewards_worker.domain.worth import PIECES, POINTS

UNUSED = Usage()


def use_of(standing: Standing, dearest: Usage = UNUSED) -> Usage:
    """What a reward uses of each of its limits. Pieces count as rewards, and have no amount; while
    the choice is open it may still come to the `dearest` gift, and uses so much."""
    balances, currency = standing.balances, standing.amount.currency
    minor = balances.pending + balances.available + balances.clearing + balances.handed_over
    count = 1 if minor else 0
    if standing.choice_open:
        return dearest if minor else UNUSED
    if currency in (POINTS, PIECES):
        return Usage(count=count, points=minor if currency == POINTS else 0)
    return Usage(count=count, minor=minor)


def change_of(verdict: Verdict, before: Standing, after: Standing) -> Usage:
    """What the use of each limit changes by where the reward of `verdict` changes so."""
    dearest = verdict.uses[0].used if verdict.uses else UNUSED
    was, now = use_of(before, dearest), use_of(after, dearest)
    return Usage(now.count - was.count, now.minor - was.minor, now.points - was.points)


def changes_of(verdict: Verdict, change: Usage) -> list[LimitUse]:
    """The same for every row that the reward of `verdict` counts in; none where nothing changes."""
    return [LimitUse(use.scope, change) for use in verdict.uses] if change != UNUSED else []


def total(uses: Iterable[LimitUse]) -> dict[LimitScope, Usage]:
    """The uses of each row together."""
    totals: dict[LimitScope, Usage] = {}
    for use in uses:
        one, other = totals.get(use.scope, UNUSED), use.used
        totals[use.scope] = Usage(
            one.count + other.count, one.minor + other.minor, one.points + other.points
        )
    return totals


def has_room(
    document: ProgramDocument,
    facts: Facts,
    verdict: Verdict,
    change: Usage,
    used: Mapping[LimitScope, Usage],
) -> bool:
    """Whether `change` more can be used by the reward of `verdict` where `used` is used already.

    Asked where a refund that failed brings back what others may have used meanwhile.
    """
    rule = _rule(document, facts, verdict)
    beneficiary = facts.of(verdict.to)
    if rule is None or beneficiary is None:
        return True
    limits = [
        (limit, scope) for limit in rule.limits for scope in scopes_of(limit, facts, beneficiary)
    ]
    return not passed(change, limits, used)


def _rule(document: ProgramDocument, facts: Facts, verdict: Verdict) -> RulePlan | None:
    rules = plan_of(document).rules[facts.cause]
    return next((rule for rule in rules if rule.rule == verdict.rule), None)
