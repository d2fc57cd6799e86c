"""Know whose codes and clicks came with sales."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.sales.standing import participations_by_click, participations_by_code
from referral_api.domain.sales.candidates import Click, Known, folded
from referral_api.domain.sales.report import SaleReport
from referral_api.use_cases.attribution.standing import participation

NOBODY = Known({}, {})


async def know_participants(reports: Sequence[SaleReport], *, session: AsyncSession) -> list[Known]:
    """By sale, the participants of its business that any sale of the batch names; at most two
    statements."""
    codes = {(each.business_id, folded(code)) for each in reports for code in each.sale.all_codes}
    clicks = {(each.business_id, click) for each in reports for click in each.sale.click_ids}
    by_code = await participations_by_code(session, sorted(codes))
    by_click = await participations_by_click(session, sorted(clicks))
    known = _by_business(by_code, by_click)
    return [known.get(each.business_id, NOBODY) for each in reports]


def _by_business(by_code: Sequence[Row[Any]], by_click: Sequence[Row[Any]]) -> dict[UUID, Known]:
    codes: dict[UUID, dict[str, Any]] = {}
    clicks: dict[UUID, dict[UUID, Click]] = {}
    for row in by_code:
        codes.setdefault(row.business_id, {})[row.wanted] = participation(row)
    for row in by_click:
        click = Click(participation(row), row.clicked_at)
        clicks.setdefault(row.business_id, {})[row.wanted] = click
    return {
        business_id: Known(codes.get(business_id, {}), clicks.get(business_id, {}))
        for business_id in codes.keys() | clicks.keys()
    }
