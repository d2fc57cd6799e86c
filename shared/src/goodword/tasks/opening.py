"""Opening tasks, in the transaction that makes them necessary."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.bus import Said, say
from goodword.events import TaskOpened
from goodword.tasks import rows
from goodword.tasks.closing import OVERDUE
from goodword.tasks.task import NewTask, Occasion


async def open_tasks(session: AsyncSession, new: Sequence[NewTask]) -> dict[Occasion, UUID]:
    """Open a task for each occasion that has none yet, and say so; the ids of those opened now."""
    if not new:
        return {}
    by_occasion = {one.key: one for one in new}
    opened = await rows.add(session, list(by_occasion.values()))
    pairs = [(row, by_occasion[row.business_id, row.kind, row.occasion]) for row in opened]
    await say(session, [_said(session, row, task) for row, task in pairs])
    await jobs.add(session, [_overdue(row, task) for row, task in pairs if task.due_at])
    return {task.key: row.id for row, task in pairs}


def _said(session: AsyncSession, row: Row[Any], task: NewTask) -> Said:
    opened = TaskOpened(
        business_id=task.business_id,
        task_id=row.id,
        kind=task.kind,
        opener=session.info["service"],
        assignee_id=task.assignee_id,
        subjects=task.subjects,
        due_at=task.due_at,
        proof=task.proof,
        people=task.people,
        gift=task.gift,
    )
    return Said(opened, row.seq, row.last_tx)


def _overdue(row: Row[Any], task: NewTask) -> jobs.NewJob:
    key = ids.show("tsk", row.id)
    return jobs.NewJob(task.business_id, OVERDUE, key, {"task_id": str(row.id)}, task.due_at)
