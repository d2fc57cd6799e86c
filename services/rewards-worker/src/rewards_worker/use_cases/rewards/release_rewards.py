"""The end of a hold: what was earned may go out, or somebody has to look at it first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs import Job
from rewards_worker.db import state
from rewards_worker.db.rewards import rewards_by_id
from rewards_worker.domain.booking import apply
from rewards_worker.domain.copies import Business, Person
from rewards_worker.domain.occurrences import HoldEnded
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

NO_CONTACT_WAY = "no_contact_way"
NO_PROVIDER = "no_provider"
APPROVAL = "approval"

Way = Literal[RewardAction.APPROVE, RewardAction.REVIEW, RewardAction.ASK]


@dataclass(frozen=True, slots=True)
class _Around:
    """The business and the beneficiary of each reward."""

    businesses: Mapping[UUID, Business]
    people: Mapping[tuple[UUID, UUID], Person]

    def way(self, reward: Reward) -> tuple[Way, str | None]:
        """Whether it may go out; else what is missing."""
        if reward.verdict.get("needs_approval"):
            return RewardAction.REVIEW, APPROVAL
        business = self.businesses.get(reward.business_id)
        if business is None or business.provider is None:
            return RewardAction.ASK, NO_PROVIDER
        person = self.people.get((reward.business_id, reward.beneficiary_id or UUID(int=0)))
        if person is None or person.contact_email is None:
            return RewardAction.ASK, NO_CONTACT_WAY
        return RewardAction.APPROVE, None


async def release_rewards(batch: Sequence[Job], *, session: AsyncSession) -> None:
    """Move rewards on whose hold is over. A timer of an earlier hold changes nothing."""
    in_order = sorted(batch, key=lambda job: int(job.payload["hold_no"]))
    keys = {(job.business_id, UUID(job.payload["reward_id"])): job for job in in_order}
    rewards = await rewards_by_id(session, keys)
    around = _Around(
        await state.businesses(session, {business for business, _ in rewards}),
        await state.people(
            session,
            {
                (one.business_id, one.beneficiary_id)
                for one in rewards.values()
                if one.beneficiary_id
            },
        ),
    )
    changes = []
    for key, reward in rewards.items():
        assert reward.standing is not None, "only what can be owed is loaded"
        ended = HoldEnded(keys[key].payload["hold_no"], *around.way(reward))
        changes.append(Change(reward, apply(reward.standing, ended)))
    await record_changes(changes, session=session)
