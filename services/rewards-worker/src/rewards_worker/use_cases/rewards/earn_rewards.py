"""The main job: a closed sale becomes what is owed for it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import wake
from goodword.events import Envelope, SaleClosed
from rewards_worker.db.sales import DecidedSale, add_sales
from rewards_worker.domain.earning import by_sale
from rewards_worker.use_cases.rewards.births import give_birth
from rewards_worker.use_cases.rewards.pace import looked_at
from rewards_worker.use_cases.rewards.standing import Case, standing_behind


async def earn_rewards(batch: Sequence[Envelope[SaleClosed]], *, session: AsyncSession) -> None:
    """Turn closed sales into rewards: one per referral, cause and rule, whatever is repeated.

    A sale without a referral earns nothing, and is remembered as seen.
    """
    told = [by_sale(one.id, one.seq, one.event) for one in batch]
    earnings = [one for one in told if one is not None]
    cases = await looked_at(await standing_behind(session, earnings), session=session)
    new = await add_sales(session, _seen(batch, cases))
    fresh = {
        (case.earning.business_id, case.earning.sale_id): case
        for case in cases
        if (case.earning.business_id, case.earning.sale_id) in new
    }
    await give_birth(list(fresh.values()), session=session)
    await wake(session, [f"sale:{ids.show('sal', sale_id)}" for _, sale_id in new])


def _seen(batch: Sequence[Envelope[SaleClosed]], cases: Sequence[Case]) -> list[DecidedSale]:
    """Every sale of the batch once, with the facts of those that belong to a referral."""
    facts = {(case.earning.business_id, case.earning.sale_id): case.facts for case in cases}
    keys = dict.fromkeys((one.event.business_id, one.event.sale_id) for one in batch)
    return [DecidedSale(*key, facts.get(key)) for key in keys]
