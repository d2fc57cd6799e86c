"""The law is asked again wherever a reward goes on to its payout (R-INC-01)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.programs import Outcome, Reason, ReasonCode, Verdict
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.domain.record import Reward
from rewards_worker.use_cases.rewards.grounds import Grounds, grounds_of

LEGAL = frozenset({ReasonCode.FORBIDDEN_BY_LAW, ReasonCode.LAW_UNKNOWN, ReasonCode.SIGNOFF_MISSING})


@dataclass(frozen=True, slots=True)
class Barred:
    """Why the law does not let a reward go on: the first `reason`, and the reward with the verdict
    that says it all."""

    reason: str
    reward: Reward


async def barred_by_law(rewards: Iterable[Reward], *, session: AsyncSession) -> dict[Key, Barred]:
    """Those of these locked rewards whose gift the law does not allow as things are known now.

    Of what a person granted against the rules the outcome stays: it is never decided again by us.
    """
    found: dict[Key, Barred] = {}
    for grounds in await grounds_of(list(rewards), session=session):
        now = _whatever_they_accept(grounds)
        before = Verdict.from_json(grounds.reward.verdict)
        if now is not None and (reasons := _of_the_law(now, before)):
            granted = before.outcome is Outcome.DENIED
            verdict = replace(
                before,
                outcome=Outcome.DENIED if granted else Outcome.HELD,
                reasons=tuple(dict.fromkeys((*before.reasons, *reasons))) if granted else reasons,
                law=now.law,
            )
            held = replace(grounds.reward, verdict=verdict.as_json())
            found[held.key] = Barred(reasons[0].code.value, held)
    return found


def _whatever_they_accept(grounds: Grounds) -> Verdict | None:
    """What is decided now. That somebody accepts nothing hides what the law says of it."""
    now = grounds.verdict()
    if now is None or all(one.code is not ReasonCode.CANNOT_ACCEPT for one in now.reasons):
        return now
    facts = grounds.facts
    referrer = replace(facts.referrer, accepts="anything")
    prospect = replace(facts.prospect, accepts="anything")
    return replace(grounds, facts=replace(facts, referrer=referrer, prospect=prospect)).verdict()


def _of_the_law(now: Verdict, before: Verdict) -> tuple[Reason, ...]:
    """Why the gift of before is not to be given now: the law is against it, or another gift would
    be given instead."""
    reasons = tuple(reason for reason in now.reasons if reason.code in LEGAL)
    kinds = {option.kind for option in now.options} or {now.kind}
    if reasons or before.kind in kinds:
        return reasons
    rules = tuple(dict.fromkeys(one.rule for one in now.law))
    return (Reason(ReasonCode.LAW_UNKNOWN, before.kind, rules),)
