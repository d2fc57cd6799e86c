"""The next check-in is planned from the last one, the first from a delivery (R-ASK-05)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.asking import CheckIn
from goodword.jobs import NewJob
from notifier.db import state
from notifier.domain.asks.client import last_check_in
from notifier.domain.asks.happening import Happening
from notifier.domain.asks.nights import check_in_after, morning_of
from notifier.domain.copies import Business

DUE: Final = "check_in_due"
"""The kind of job that says that a check-in is due, or overdue."""


async def plan_check_ins(reports: Sequence[Happening], *, session: AsyncSession) -> None:
    """Have it said when the check-in that follows from one of these is due, and when it is
    overdue."""
    known = await state.businesses(session, {one.business_id for one in reports})
    new = []
    for report in reports:
        last = last_check_in([report])
        if last is not None:
            business = known[report.business_id]
            due = check_in_after(last, business)
            new += [_job(report, business, due, overdue=late) for late in (False, True)]
    await jobs.add(session, new)


def _job(report: Happening, business: Business, check_in: CheckIn, *, overdue: bool) -> NewJob:
    shown = ids.show("per", report.person_id)
    day = check_in.overdue if overdue else check_in.due
    payload = {"person_id": shown, "due_on": str(check_in.due), "overdue": overdue}
    key = f"{DUE}:{shown}:{check_in.due}:{'overdue' if overdue else 'due'}"
    return NewJob(report.business_id, DUE, key, payload, morning_of(day, business))
