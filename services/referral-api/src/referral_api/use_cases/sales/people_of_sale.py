"""Whether a sale that is told of again is of the same people."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.people.identifiers import find_people
from referral_api.db.people.people import person_of, survivors_of
from referral_api.domain.sales.buyers import identifiers_in
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.retelling import OF_NOBODY
from referral_api.use_cases.sales.read_buyers import read_buyers


async def people_differ(
    report: SaleReport, row: Row[Any], left: Sequence[str], *, session: AsyncSession
) -> list[str]:
    """The fields `left` in which the report differs from the sale `row`, with `buyer_ref` and
    `rep_id` where it names others. Of an erased buyer only amounts and times can be compared; a
    report that names nobody says nothing about who bought."""
    buyer = await person_of(session, (row.business_id, row.buyer_id))
    if buyer is not None and buyer.erased_at is not None:
        return [field for field in left if field in OF_NOBODY]
    differing = list(left)
    told = await _buyer_told(report, session)
    if report.sale.buyer.is_identified and told != row.buyer_id:
        differing.append("buyer_ref")
    if await _standing(report, report.sale.rep_id, session) != await _standing(
        report, row.rep_id, session
    ):
        differing.append("rep_id")
    return differing


async def _buyer_told(report: SaleReport, session: AsyncSession) -> UUID | None:
    """Whom the report means, as where it is recorded: by the best identifier that is known."""
    if report.sale.buyer.person_id:
        return await _standing(report, report.sale.buyer.person_id, session)
    (read,) = await read_buyers([report], session=session)
    keys = [(report.business_id, each) for each in identifiers_in(read.sale)]
    known = await find_people(session, keys)
    return next((known[key] for key in keys if key in known), None)


async def _standing(
    report: SaleReport, person_id: UUID | None, session: AsyncSession
) -> UUID | None:
    if person_id is None:
        return None
    who = report.business_id, person_id
    return (await survivors_of(session, [who])).get(who, person_id)
