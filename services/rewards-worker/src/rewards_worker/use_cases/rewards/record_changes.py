"""Writing down what an occurrence made of rewards: rows, limits, transfers, next jobs, facts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.bus import Said, say
from goodword.events import RewardSnapshot
from goodword.programs import LimitUse, Usage, Verdict
from rewards_worker.db.ledger import Booking, book
from rewards_worker.db.rewards.limits import ProgramScope, change_limits
from rewards_worker.db.rewards.rewards import Key, Place, Saved, save_gifts, save_rewards
from rewards_worker.domain.announcement import fact_of, snapshot
from rewards_worker.domain.limits import change_of, changes_of, total
from rewards_worker.domain.record import Reward
from rewards_worker.domain.standing import Standing, Step
from rewards_worker.use_cases.rewards.differences import ask_for_differences
from rewards_worker.use_cases.rewards.timers import next_job


@dataclass(frozen=True, slots=True)
class Change:
    """A locked reward as it was, and the step from there; `told` goes into the fact about it.

    `until` is when what it now waits for ends, in the business's time. `chosen`: its kind, its
    verdict and its worth are those of the gift that was taken.
    """

    reward: Reward
    step: Step
    told: Mapping[str, Any] | None = None
    until: datetime | None = None
    chosen: bool = False

    @property
    def before(self) -> Standing:
        assert self.reward.standing is not None, "what can never be owed never changes"
        return self.reward.standing

    @property
    def after(self) -> Reward:
        until = self.until or self.reward.hold_until
        return replace(self.reward, standing=self.step.standing, hold_until=until)

    @property
    def fact(self) -> type[RewardSnapshot] | None:
        return fact_of(self.before, self.step.standing)


async def record_changes(changes: Iterable[Change], *, session: AsyncSession) -> None:
    """Save the changes and say their facts; what changes nothing leaves no trace."""
    real = [one for one in changes if one.step.standing != one.before]
    if not real:
        return
    await save_gifts(session, [one.after for one in real if one.chosen])
    saved = [Saved(one.after, says=one.fact is not None) for one in real]
    places = await save_rewards(session, saved)
    await change_limits(session, _limits(real))
    bookings = [Booking(*one.reward.key, one.step.transfers) for one in real]
    await book(session, bookings)
    moved = [(one.after, places[one.reward.key].seq) for one in real if _moved(one)]
    await jobs.add(session, [job for after, seq in moved if (job := next_job(after, seq))])
    await say(session, _facts(real, places))
    await ask_for_differences([(one.reward, one.after) for one in real], session=session)


def _moved(change: Change) -> bool:
    before, after = change.before, change.step.standing
    was, now = (before.state, before.hold_no), (after.state, after.hold_no)
    return was != now or before.reason != after.reason


def _limits(changes: Sequence[Change]) -> dict[ProgramScope, Usage]:
    by_program: dict[Key, list[LimitUse]] = defaultdict(list)
    for one in changes:
        if not one.reward.verdict.get("uses"):
            continue
        verdict = Verdict.from_json(one.reward.verdict)
        change = change_of(verdict, one.before, one.step.standing)
        if change != Usage():
            key = one.reward.business_id, one.reward.program_id
            by_program[key] += changes_of(verdict, change)
    return {
        (*key, scope): use for key, uses in by_program.items() for scope, use in total(uses).items()
    }


def _facts(changes: Sequence[Change], places: Mapping[Key, Place]) -> list[Said]:
    facts = []
    for one in changes:
        if one.fact is not None:
            place = places[one.reward.key]
            event = snapshot(one.fact, one.after, place.seq, **(one.told or {}))
            facts.append(Said(event, place.seq, place.last_tx))
    return facts
