"""By which facts rewards were decided, whatever earned them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.programs import Cause, Facts
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.db.sales import facts_of_sales
from rewards_worker.db.stages import StageKey, facts_of_stages
from rewards_worker.domain.record import Reward


@dataclass(frozen=True, slots=True)
class Behind:
    """The facts of the decision, and the same `now`, with what refunds have left of a sale."""

    then: Facts
    now: Facts


async def facts_behind(rewards: Sequence[Reward], *, session: AsyncSession) -> Mapping[Key, Behind]:
    """By reward, locked; those that nothing is known of are not there."""
    sold = [(one, one.sale_id) for one in rewards if one.sale_id is not None]
    found: dict[Key, Behind] = {}
    sales = await facts_of_sales(session, {(one.business_id, sale) for one, sale in sold})
    for one, sale_id in sold:
        sale = sales.get((one.business_id, sale_id))
        then, now = (sale.of(one.referral_id), sale.now(one.referral_id)) if sale else (None, None)
        if then is not None and now is not None:
            found[one.key] = Behind(then, now)
    reached = {one.key: _stage(one) for one in rewards if one.sale_id is None}
    stages = await facts_of_stages(session, set(reached.values()))
    for key, stage in reached.items():
        if stage in stages:
            found[key] = Behind(stages[stage], stages[stage])
    return found


def _stage(reward: Reward) -> StageKey:
    return reward.business_id, reward.referral_id, Cause(reward.verdict["on"])
