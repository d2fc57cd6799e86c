"""What every route here does: keep a report, or list those of a kind."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from referral_api.db.relationships.reports import list_reports
from referral_api.domain.relationships.bodies import ReportBody
from referral_api.domain.relationships.reports import Report, ReportKind
from referral_api.routes.conventions.answers import created, ok, shown
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.relationships.objects import ReportObject
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.relationships.keep_report import keep_report
from referral_api.use_cases.requests.answer_once import Answer


class Keeping:
    """Keeps a report, once: 201 where it is new, 200 where it was known."""

    def __init__(self, once: OnceDep) -> None:
        self._once = once

    async def run(
        self, business_id: UUID, body: ReportBody, answer_with: type[ReportObject]
    ) -> Response:
        async def work(session: AsyncSession) -> Answer:
            kept = await keep_report(Report.of(business_id, body), session=session)
            answered = created if kept.is_new else ok
            return answered(answer_with.of(kept.row), kept.row.version)

        return await self._once.run(business_id, work)


class Listing:
    """Shows a page of the reports of a kind."""

    def __init__(self, listing: ListingDep, tools: ToolsDep) -> None:
        self._listing = listing
        self._tools = tools

    async def run(
        self,
        business_id: UUID,
        kind: ReportKind,
        filters: dict[str, Any],
        answer_with: type[ReportObject],
    ) -> Response:
        async with self._tools.db.begin([business_id]) as session:
            page = self._listing.page(business_id)
            found = await list_reports(session, kind, business_id, filters, page)
        return shown(self._listing.answer(business_id, found, answer_with.of))


KeepingDep = Annotated[Keeping, Depends(Keeping)]
ReportsDep = Annotated[Listing, Depends(Listing)]
