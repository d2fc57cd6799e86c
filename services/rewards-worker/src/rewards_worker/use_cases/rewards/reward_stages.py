"""A stage that a referral reaches before any sale becomes what is owed for it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, ReferralStage
from rewards_worker.db.stages import DecidedStage, add_stages
from rewards_worker.domain.earning import by_stage
from rewards_worker.use_cases.rewards.births import give_birth
from rewards_worker.use_cases.rewards.pace import looked_at
from rewards_worker.use_cases.rewards.standing import Case, standing_behind


async def reward_stages(batch: Sequence[Envelope[ReferralStage]], *, session: AsyncSession) -> None:
    """Turn stages into rewards: one per referral and rule, whatever is repeated. What becomes of
    the referral afterwards changes none of them.

    A stage that its program does not reward leaves no trace.
    """
    earnings = [one for one in map(by_stage, batch) if one is not None]
    cases = await looked_at(await standing_behind(session, earnings), session=session)
    rewarded = {
        _stage(case).key: case for case in cases if case.document.rewards_on(case.facts.cause)
    }
    new = await add_stages(session, [_stage(case) for case in rewarded.values()])
    fresh = [case for key, case in rewarded.items() if key in new]
    await give_birth(fresh, session=session)


def _stage(case: Case) -> DecidedStage:
    return DecidedStage(case.earning.business_id, case.earning.referral_id, case.facts)
