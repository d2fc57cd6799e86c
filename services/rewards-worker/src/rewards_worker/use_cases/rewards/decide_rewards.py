"""People's decisions: applied in the order said, or refused with what would be allowed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.errors import RejectedError
from goodword.events import Envelope, RewardDecided, RewardDecisionRefused
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.db.rewards.rewards import Key, Place, count_facts
from rewards_worker.domain.allowed import allowed
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Decided
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import NOT_OWED, RewardState
from rewards_worker.domain.standing import CHOICE, FRAUD_BLOCKED, TAX_FORM_MISSING
from rewards_worker.use_cases.rewards.choosing import Choices, choices_of, choose_by
from rewards_worker.use_cases.rewards.lawful import barred_by_law
from rewards_worker.use_cases.rewards.pace import taken_for_fraud
from rewards_worker.use_cases.rewards.reach import Reach, reach_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

Decision = Envelope[RewardDecided]

Refusal = tuple[RewardDecisionRefused, int]
"""With the seq of the decision that is refused."""

UNKNOWN_REWARD = "unknown_reward"
"""Why a decision is refused about what is not here, or could never be compared to anything."""


async def decide_rewards(batch: Sequence[Decision], *, session: AsyncSession) -> None:
    """Apply each decision, or say why it cannot be: of one reward in order, each to what the one
    before it has made of the reward."""
    for decisions in _rounds(batch):
        rewards = await rewards_by_id(session, decisions)
        known = _Known(
            await choices_of(rewards.values(), session=session),
            await reach_of(rewards.values(), session=session),
        )
        changes: dict[Key, Change] = {}
        refused: list[Refusal] = []
        for key, envelope in decisions.items():
            try:
                changes[key] = _decide(rewards.get(key), envelope, known)
            except RejectedError as refusal:
                told = _refused(rewards.get(key), envelope, refusal.code)
                told = _but_itself(told) if refusal.code == TAX_FORM_MISSING else told
                refused.append((told, envelope.seq))
        going_on = [one.after for one in changes.values() if _goes_on(one)]
        barred = await barred_by_law(going_on, session=session)
        for key, one in barred.items():
            told = _refused(changes.pop(key).reward, decisions[key], one.reason)
            refused.append((_but_itself(told), decisions[key].seq))
        await record_changes(changes.values(), session=session)
        await _refuse(refused, session)


def _rounds(batch: Sequence[Decision]) -> Iterator[dict[Key, Decision]]:
    """The first decision of each reward, then the second of those that have one, and so on."""
    waiting: dict[Key, list[Decision]] = defaultdict(list)
    for envelope in sorted(batch, key=lambda one: one.seq, reverse=True):
        waiting[envelope.event.business_id, envelope.event.reward_id].append(envelope)
    while waiting:
        yield {key: decisions.pop() for key, decisions in waiting.items()}
        waiting = {key: decisions for key, decisions in waiting.items() if decisions}


@dataclass(frozen=True, slots=True)
class _Known:
    """What decisions depend on beside their rewards."""

    choices: Choices
    reach: Reach


def _decide(reward: Reward | None, envelope: Decision, known: _Known) -> Change:
    if reward is None or reward.standing is None:
        raise RejectedError(UNKNOWN_REWARD, "Nothing can come of this reward.")
    decision = envelope.event.decision
    if (decision, reward.reason) == ("approve", TAX_FORM_MISSING):
        raise RejectedError(
            TAX_FORM_MISSING, "Do the task that asks for the form: it is paid then."
        )
    if decision == "choose":
        return known.choices.choose(reward, envelope.event.choice, decided=envelope.id)
    step = apply(reward.standing, Decided(envelope.seq, decision))
    if step.standing.reason == FRAUD_BLOCKED and reward.reason != FRAUD_BLOCKED:
        told = {"decided": envelope.id}
        return Change(taken_for_fraud(reward), step, told, chosen=True)
    asked = (step.standing.state, step.standing.reason) == (RewardState.NEEDS_ACTION, CHOICE)
    until = choose_by(reward, known.reach) if asked else None
    return Change(reward, step, {"decided": envelope.id}, until=until)


def _goes_on(change: Change) -> bool:
    """Whether it is nearer to its payout than before: no person may take it past the law."""
    after = change.step.standing.state
    return after is not change.before.state and after not in NOT_OWED


def _but_itself(told: RewardDecisionRefused) -> RewardDecisionRefused:
    """What its state would allow, the law does not."""
    allowed = tuple(one for one in told.allowed if one != told.decision)
    return told.model_copy(update={"allowed": allowed})


def _refused(reward: Reward | None, envelope: Decision, reason: str) -> RewardDecisionRefused:
    standing = reward.standing if reward else None
    return RewardDecisionRefused(
        business_id=envelope.event.business_id,
        reward_id=envelope.event.reward_id,
        decided=envelope.id,
        decision=envelope.event.decision,
        current=standing.state.value if standing else None,
        allowed=allowed(standing) if standing else (),
        reason=reason,
    )


async def _refuse(refused: Sequence[Refusal], session: AsyncSession) -> None:
    places = await count_facts(session, [(one.business_id, one.reward_id) for one, _ in refused])
    told = []
    for one, decided_seq in refused:
        # Of a reward that is not here nothing is said but this, once for each decision, and those
        # are counted by whoever says them.
        here = places.get((one.business_id, one.reward_id), Place(decided_seq, 0))
        told.append(Said(one, here.seq, here.last_tx))
    await say(session, told)
