"""How much of its limits a reward uses: what is held for the beneficiary or out to them.

So what is claimed back counts until it is back, and a limit is kept by what left the house too.
"""

from collections.abc import Iterable, Mapping

from goodword.programs import Facts, LimitScope, LimitUse, ProgramDocument, Usage, Verdict
from goodword.programs.evaluation.counters import passed, scopes_of
from goodword.programs.evaluation.plan import RulePlan, plan_of
from rewards_worker.domain.ledger import Balances

UNUSED = Usage()


def use_of(balances: Balances) -> Usage:
    """What a reward with these balances uses of each of its limits."""
    minor = balances.pending + balances.available + balances.clearing + balances.handed_over
    return Usage(count=1 if minor else 0, minor=minor)


def change_of(before: Balances, after: Balances) -> Usage:
    """What a limit's use changes by where a reward's balances change so."""
    was, now = use_of(before), use_of(after)
    return Usage(count=now.count - was.count, minor=now.minor - was.minor)


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
