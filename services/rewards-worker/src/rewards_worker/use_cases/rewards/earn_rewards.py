"""The main job: a closed sale becomes what is owed for it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import wake
from goodword.events import Envelope, SaleClosed
from rewards_worker.db.sales import DecidedSale, add_sales
from rewards_worker.use_cases.rewards.births import give_birth
from rewards_worker.use_cases.rewards.standing import Case, standing_behind


async def earn_rewards(batch: Sequence[Envelope[SaleClosed]], *, session: AsyncSession) -> None:
    """Turn closed sales into rewards: one per referral, cause and rule, whatever is repeated.

    A sale without a referral earns nothing, and is remembered as seen.
    """
    cases = await standing_behind(session, batch)
    new = await add_sales(session, _seen(batch, cases))
    fresh = {case.key: case for case in cases if case.key in new}
    await give_birth(list(fresh.values()), session=session)
    await wake(session, [f"sale:{ids.show('sal', sale_id)}" for _, sale_id in new])


def _seen(batch: Sequence[Envelope[SaleClosed]], cases: Sequence[Case]) -> list[DecidedSale]:
    """Every sale of the batch once, with the facts of those that belong to a referral."""
    facts = {case.key: case.facts for case in cases}
    keys = dict.fromkeys((one.event.business_id, one.event.sale_id) for one in batch)
    return [DecidedSale(*key, facts.get(key)) for key in keys]
