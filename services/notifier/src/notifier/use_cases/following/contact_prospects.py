"""Whoever was introduced hears from us within an hour of work (R-SLA-02)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.events import Envelope, IntroductionMade
from goodword.tasks import NewTask, open_tasks
from notifier.db import state
from notifier.domain.following.service import working_time_of
from notifier.use_cases.following.plan_late_contacts import Owed, late_jobs
from notifier.use_cases.following.reps import reps_of
from notifier.use_cases.messages.open_messages import check_seen

CONTACT_PROSPECT: Final = "contact_prospect"
"""The task of getting in touch with somebody who was introduced."""


async def contact_prospects(
    made: Sequence[Envelope[IntroductionMade]], *, session: AsyncSession
) -> None:
    """Open a task for each introduction: for the rep of the referral, else the referrer's, else the
    business; and see to it that somebody is told where it stays undone. StateUnseenError where
    business or referrer are unknown yet."""
    await check_seen(session, [(one.business_id, one.event.referrer_id, one.id) for one in made])
    known = await state.businesses(session, {one.business_id for one in made})
    reps = await reps_of(made, session)
    owed = []
    for one in made:
        working = working_time_of(known[one.business_id])
        service, at = working.parameters, one.event.made_at
        due = working.after(at, timedelta(hours=service.contact_hours))
        at_most = at + timedelta(hours=service.contact_at_most_hours)
        owed.append(Owed(one.event, reps[one.id], due, max(at_most, due)))
    await open_tasks(session, [_task(each) for each in owed])
    await jobs.add(session, [job for each in owed for job in late_jobs(each)])


def _task(owed: Owed) -> NewTask:
    return NewTask(
        business_id=owed.made.business_id,
        kind=CONTACT_PROSPECT,
        occasion=ids.show("ref", owed.made.referral_id),
        subjects=owed.subjects,
        assignee_id=owed.rep_id,
        due_at=owed.due_at,
    )
