"""At the end of a year whoever referred somebody in it gets a card (R-THX-02)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.jobs import Job
from goodword.tasks import NewTask, open_tasks
from notifier.db import state

YEARLY_CARD: Final = "yearly_card"
"""The task of writing somebody a card."""


async def send_cards(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Open a task for each, of whom they are by now: two who were merged get one card. For a year
    that is over, and for who was erased, there is none."""
    now = await clock.now_of(session, {job.business_id for job in jobs})
    named = {(job.business_id, ids.read("per", job.payload["person_id"])) for job in jobs}
    copies = await state.people(session, named)
    tasks = []
    for job in jobs:
        known = copies[job.business_id, ids.read("per", job.payload["person_id"])]
        due_at = datetime.fromisoformat(job.payload["due_at"])
        if known.person is None or not (known.person.name or known.person.email):
            continue
        if now[job.business_id] > due_at:
            continue
        shown = ids.show("per", known.at)
        task = NewTask(
            business_id=job.business_id,
            kind=YEARLY_CARD,
            occasion=f"{shown}:{job.payload['year']}",
            subjects=(shown,),
            assignee_id=known.person.rep_id,
            due_at=due_at,
        )
        tasks.append(task)
    await open_tasks(session, tasks)
