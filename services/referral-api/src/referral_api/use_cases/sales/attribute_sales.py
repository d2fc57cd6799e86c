"""Find out whose referrals sales are."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.sales.standing import participations_by_click, participations_by_code
from referral_api.domain.sales.attribution import (
    Attribution,
    Click,
    Known,
    Participation,
    attribute,
    folded,
)
from referral_api.domain.sales.report import SaleReport


async def attribute_sales(
    reports: Sequence[SaleReport], *, session: AsyncSession
) -> list[Attribution]:
    """Who is to thank for each sale, and how we know; at most two statements."""
    codes = {(each.business_id, folded(code)) for each in reports for code in each.sale.all_codes}
    clicks = {
        (each.business_id, each.sale.click_id) for each in reports if each.sale.click_id is not None
    }
    by_code = await participations_by_code(session, sorted(codes))
    by_click = await participations_by_click(session, sorted(clicks))
    known = _by_business(by_code, by_click)
    nobody = Known({}, {})
    return [attribute(each.sale, known.get(each.business_id, nobody)) for each in reports]


def _by_business(by_code: Sequence[Row[Any]], by_click: Sequence[Row[Any]]) -> dict[UUID, Known]:
    codes: dict[UUID, dict[str, Participation]] = {}
    clicks: dict[UUID, dict[UUID, Click]] = {}
    for row in by_code:
        codes.setdefault(row.business_id, {})[row.wanted] = _participation(row)
    for row in by_click:
        click = Click(_participation(row), row.clicked_at)
        clicks.setdefault(row.business_id, {})[row.wanted] = click
    return {
        business_id: Known(codes.get(business_id, {}), clicks.get(business_id, {}))
        for business_id in codes.keys() | clicks.keys()
    }


def _participation(row: Row[Any]) -> Participation:
    return Participation(
        participant_id=row.participant_id,
        person_id=row.person_id,
        program_id=row.program_id,
        program_version=row.program_version,
        code=row.code,
        joined_at=row.joined_at,
        terms_sent_at=row.terms_sent_at,
    )
