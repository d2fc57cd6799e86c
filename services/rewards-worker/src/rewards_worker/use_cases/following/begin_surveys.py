"""A person wants the providers to be asked now."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.database import Database
from goodword.jobs import add
from rewards_worker.db.invariants import businesses_with_ledgers
from rewards_worker.db.payouts.payout_objects import providers_in_use
from rewards_worker.use_cases.payouts.timers import Survey


async def begin_surveys(
    db: Database, *, business_id: UUID | None = None, provider: str | None = None
) -> int:
    """Have every payout that is open or recent asked about, of one business or of all, at one
    provider or at all; how many surveys that were."""
    async with db.begin() as session:
        businesses = [business_id] if business_id else await businesses_with_ledgers(session)
    begun = 0
    for one in businesses:
        async with db.begin([one]) as session:
            begun += await _begin(one, provider, session)
    return begun


async def _begin(business_id: UUID, provider: str | None, session: AsyncSession) -> int:
    names = [
        name for name in await providers_in_use(session, business_id) if provider in (None, name)
    ]
    surveys = [Survey(name, str(ids.new()), repeats=False) for name in names]
    await add(session, [one.job(business_id, None) for one in surveys])
    return len(surveys)
