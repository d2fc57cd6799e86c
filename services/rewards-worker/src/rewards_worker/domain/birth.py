"""A verdict becomes a reward."""

from dataclasses import replace
from datetime import datetime, timedelta

from goodword import ids
from goodword.errors import PermanentError
from goodword.programs import Outcome, Verdict
from rewards_worker.domain.booking import open_reward
from rewards_worker.domain.earning import Earning
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardState
from rewards_worker.domain.standing import Opening, Step
from rewards_worker.domain.worth import worth_of

_OPENINGS: dict[Outcome, Opening] = {
    Outcome.EARNED: RewardState.PENDING,
    Outcome.HELD: RewardState.IN_REVIEW,
    Outcome.DENIED: RewardState.DENIED,
}


def born(verdict: Verdict, earning: Earning, *, now: datetime) -> tuple[Reward, Step | None]:
    """The reward that `verdict` makes of `earning`, and its first booking, if anything was
    compared.

    `now` is the business's time. PermanentError where a gift without any worth is owed:
    publishing refuses those.
    """
    step = _opened(verdict, earning.seq)
    standing = step.standing if step else None
    earned = verdict.outcome is Outcome.EARNED
    reward = Reward(
        id=ids.new(),
        business_id=earning.business_id,
        referral_id=earning.referral_id,
        cause=earning.cause,
        rule=verdict.rule,
        to=verdict.to,
        kind=verdict.kind.value,
        beneficiary_id=verdict.beneficiary,
        referrer_id=earning.frozen.referrer.person_id,
        prospect_id=earning.frozen.prospect.person_id,
        sale_id=earning.sale_id,
        program_id=earning.frozen.program_id,
        program_version=earning.frozen.program_version,
        verdict=verdict.as_json(),
        earned_at=now,
        hold_until=now + timedelta(days=verdict.hold_days) if earned else None,
        standing=standing,
    )
    return reward, step


def _opened(verdict: Verdict, seq: int) -> Step | None:
    denied = verdict.outcome is Outcome.DENIED
    original = worth_of(verdict)
    if not denied and (original is None or verdict.beneficiary is None):
        raise PermanentError(f"rule {verdict.rule} gives what cannot be handed over yet")
    if original is None:
        return None
    step = open_reward(
        ids.show("per", verdict.beneficiary) if verdict.beneficiary else "",
        original,
        _OPENINGS[verdict.outcome],
        sale_seq=seq,
        reason=verdict.reasons[0].code.value if verdict.reasons else None,
    )
    return replace(step, standing=replace(step.standing, choice_open=verdict.choice_is_open))
