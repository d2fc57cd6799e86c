"""A client who is not happy: somebody looks after them within a day (R-NPS-06, R-REV-05)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.tasks import NewTask, open_tasks
from referral_api.db.people.people import Who

RECOVER_SERVICE = "recover_service"
WITHIN = timedelta(hours=24)


async def ask_to_recover(
    unhappy: Sequence[tuple[str, Row[Any]]],
    reps: Mapping[Who, UUID | None],
    *,
    session: AsyncSession,
) -> None:
    """Open a task about each report, given with the prefix of its id, once for ever: for the rep
    who owns the client, or for the business."""
    if not unhappy:
        return
    now = await clock.now_of(session, {row.business_id for _, row in unhappy})
    tasks = []
    for prefix, row in unhappy:
        about = ids.show(prefix, row.id)
        task = NewTask(
            business_id=row.business_id,
            kind=RECOVER_SERVICE,
            occasion=about,
            subjects=(ids.show("per", row.person_id), about),
            assignee_id=reps.get((row.business_id, row.person_id)),
            due_at=now[row.business_id] + WITHIN,
            proof="text",
        )
        tasks.append(task)
    await open_tasks(session, tasks)
