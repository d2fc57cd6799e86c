"""A provider called back: what it says is only a hint to ask the provider itself."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import FUNDS, Envelope, ProviderReported
from goodword.jobs import add
from goodword.setups import LEDGER
from rewards_worker.db.payouts.payout_objects import (
    Reported,
    payouts_of_objects,
    payouts_without_funds,
)
from rewards_worker.use_cases.payouts.expire_payouts import end_payouts
from rewards_worker.use_cases.payouts.timers import reconcile_again, reread

AT_MOST = 500
"""So many payouts are sent again at once where there is money again; others wait for their turn."""


async def follow_reports(
    batch: Sequence[Envelope[ProviderReported]], *, session: AsyncSession
) -> None:
    """Have each payout that made one of these objects asked about. Objects that we do not know are
    not ours, or not yet: the answer to the order itself will tell.

    Of codes that we minted there is nobody to ask: who reports one has sold something for it.
    """
    reported = [
        Reported(one.event.business_id, one.event.provider, object_id, one.id)
        for one in batch
        for object_id in one.event.object_ids
    ]
    found = await payouts_of_objects(session, reported)
    used = [row for row in found if row.provider == LEDGER]
    await end_payouts(
        [(row.business_id, row.payout_id) for row in used], "redeemed", session=session
    )
    asked = [row for row in found if row.provider != LEDGER]
    may_resend = {one.id for one in batch if one.event.may_resend}
    again = [
        reread(
            row.business_id,
            row.payout_id,
            str(row.occasion),
            may_resend=row.occasion in may_resend,
        )
        for row in asked
    ]
    await add(session, again)
    funded = [one for one in reported if one.object_id == FUNDS]
    if funded:
        held = await payouts_without_funds(session, funded, AT_MOST)
        tried = [reconcile_again(row.business_id, row.payout_id, row.occasion) for row in held]
        await add(session, tried)
