"""Take in what sources say later of sales that are known."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from referral_api.db.sales.correcting import correct_rows
from referral_api.db.sales.refunds import lock_sales
from referral_api.domain.sales.correcting import Correction
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.retelling import replaces
from referral_api.use_cases.sales.ledgers import with_refunds


async def correct_sales(reports: Mapping[UUID, SaleReport], *, session: AsyncSession) -> None:
    """Let the newer of `reports`, by the id of their sale, hold; SaleCorrected where an amount is
    another."""
    if not reports:
        return
    wanted = [{"business_id": each.business_id, "id": id} for id, each in reports.items()]
    rows = await lock_sales(session, wanted)
    newer = [row for row in rows if replaces(reports[row.id].sale, row)]
    nets = {row.id: reports[row.id].sale.net for row in newer}
    ledgers = await with_refunds(newer, nets, session=session)
    corrections = [Correction(row, reports[row.id], ledgers[row.id]) for row in newer]
    await _save(corrections, session)


async def _save(corrections: Sequence[Correction], session: AsyncSession) -> None:
    if not corrections:
        return
    kept = await correct_rows(session, [each.changes() for each in corrections])
    await say(
        session,
        [
            Said(each.event(), kept[each.row.id].seq, kept[each.row.id].last_tx)
            for each in corrections
            if each.is_worth_telling
        ],
    )
