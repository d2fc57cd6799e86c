"""A prospect who was introduced waits for longer than they should: their owner is told, and where
that did not help, the business (R-SLA-02)."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.jobs import Job
from goodword.tasks import NewTask, open_tasks
from notifier.db.introductions import Key, lock_introduced

LATE_CONTACT: Final = "late_contact"
"""The task of seeing to it that a prospect hears from us at last."""


async def alert_late_contacts(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Open a task about each prospect who was introduced, and of whom nothing was heard since."""
    # A contact that is heard of meanwhile finds the task, or is seen here.
    waiting = await lock_introduced(session, {_referral(job) for job in jobs})
    await open_tasks(session, [_task(job) for job in jobs if _referral(job) in waiting])


def _referral(job: Job) -> Key:
    return job.business_id, ids.read("ref", job.payload["subjects"][0])


def _task(job: Job) -> NewTask:
    subjects, told = job.payload["subjects"], job.payload["told"]
    rep_id = job.payload["rep_id"]
    return NewTask(
        business_id=job.business_id,
        kind=LATE_CONTACT,
        occasion=f"{subjects[0]}:{told}",
        subjects=tuple(subjects),
        assignee_id=UUID(rep_id) if rep_id else None,
    )
