"""Read what buyers are known by as their businesses read it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.businesses.businesses import readings_of
from referral_api.domain.addresses import Reading, depends_on_reader
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.sale import Buyer


async def read_buyers(
    reports: Sequence[SaleReport], *, session: AsyncSession
) -> Sequence[SaleReport]:
    """The same reports; at most one statement, and none where every business reads the same."""
    unread = {each.business_id for each in reports if _depends(each.sale.buyer)}
    if not unread:
        return reports
    readings = await readings_of(session, unread)
    return [
        replace(each, sale=replace(each.sale, buyer=_read(each.sale.buyer, reading)))
        if (reading := readings.get(each.business_id)) and _depends(each.sale.buyer)
        else each
        for each in reports
    ]


def _depends(buyer: Buyer) -> bool:
    return any(
        text is not None and depends_on_reader(kind, text)
        for kind, text in (("email", buyer.email), ("phone", buyer.phone))
    )


def _read(buyer: Buyer, reading: Reading) -> Buyer:
    """What cannot be an address or a number stays as it is, and is left out later."""
    if buyer.email:
        with suppress(ValueError):
            buyer = replace(buyer, email=reading.email(buyer.email))
    if buyer.phone:
        with suppress(ValueError):
            buyer = replace(buyer, phone=reading.phone(buyer.phone, buyer.country))
    return buyer
