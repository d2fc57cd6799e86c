"""Refunds, and refunds that failed: what is owed follows what is left of the sale."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import StateUnseenError
from goodword.events import Envelope, SaleCorrected, SaleRefunded
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.db.sales import facts_of_sales
from rewards_worker.use_cases.rewards.adjusting import Left, adjust

ChangedSale: TypeAlias = SaleRefunded | SaleCorrected
"""What says anew what is left of a sale."""


async def adjust_rewards(batch: Sequence[Envelope[ChangedSale]], *, session: AsyncSession) -> None:
    """Change the rewards of sales that were refunded; of each sale the highest seq says it all."""
    newest: dict[Key, Envelope[ChangedSale]] = {}
    for envelope in batch:
        key = envelope.event.business_id, envelope.event.sale_id
        if key not in newest or envelope.seq > newest[key].seq:
            newest[key] = envelope
    sales = await facts_of_sales(session, newest)
    _check_seen(batch, sales)
    left = {key: Left(one.seq, one.event.net) for key, one in newest.items()}
    await adjust(left, sales, session=session)


def _check_seen(batch: Sequence[Envelope[ChangedSale]], seen: Mapping[Key, object]) -> None:
    waits = {
        envelope.id: [f"sale:{envelope.event.subject}"]
        for envelope in batch
        if (envelope.event.business_id, envelope.event.sale_id) not in seen
    }
    if waits:
        raise StateUnseenError(waits)
