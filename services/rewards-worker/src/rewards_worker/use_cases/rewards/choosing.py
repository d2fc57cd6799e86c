"""Which gift a beneficiary takes, and until when they may say so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import RejectedError
from goodword.programs import Option, ProgramDocument, Verdict, refunded
from goodword.programs.document.gifts import DEFAULT_CHOICE_DAYS
from rewards_worker.db.programs import VersionKey
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Chosen
from rewards_worker.domain.record import Reward
from rewards_worker.domain.worth import left_of, worth_of
from rewards_worker.use_cases.rewards.documents import documents_of
from rewards_worker.use_cases.rewards.facts_behind import Behind, facts_behind
from rewards_worker.use_cases.rewards.reach import Reach
from rewards_worker.use_cases.rewards.record_changes import Change


def choose_by(reward: Reward, reach: Reach) -> datetime:
    """Until when they may choose who are asked now, in the business's time."""
    days = reward.verdict.get("choose_within_days") or DEFAULT_CHOICE_DAYS
    return reach.business(reward).now + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Choices:
    """What decides what chosen gifts are worth by now: the rewards' facts and programs."""

    facts: Mapping[Key, Behind]
    documents: Mapping[VersionKey, ProgramDocument]

    def choose(self, reward: Reward, kind: str | None, **told: Any) -> Change:
        """The locked reward with the gift of that kind; RejectedError `not_a_choice`."""
        standing, verdict = reward.standing, Verdict.from_json(reward.verdict)
        if standing is None or not standing.choice_open:
            raise _not_a_choice("There is nothing to choose, or it was chosen already.")
        taken = verdict.taking(_option(verdict, kind))
        original = worth_of(taken)
        assert original is not None, "it was owed as one of several"
        document = self.documents[_version(reward)]
        owed = left_of(refunded(document, taken, self.facts[reward.key].now), original)
        step = apply(standing, Chosen(original, owed))
        gift = replace(reward, kind=taken.kind.value, verdict=taken.as_json())
        return Change(gift, step, told, chosen=True)


async def choices_of(rewards: Iterable[Reward], *, session: AsyncSession) -> Choices:
    """Look up what is needed for these locked rewards at once."""
    wanted = [one for one in rewards if one.standing and one.standing.choice_open]
    if not wanted:
        return Choices({}, {})
    return Choices(
        await facts_behind(wanted, session=session),
        await documents_of({_version(one) for one in wanted}, session=session),
    )


def _version(reward: Reward) -> VersionKey:
    return reward.business_id, reward.program_id, reward.program_version


def _option(verdict: Verdict, kind: str | None) -> Option:
    for option in verdict.options:
        if option.kind.value == kind:
            return option
    kinds = ", ".join(option.kind for option in verdict.options)
    raise _not_a_choice(f"Choose one of: {kinds}.")


def _not_a_choice(detail: str) -> RejectedError:
    return RejectedError("not_a_choice", detail)
