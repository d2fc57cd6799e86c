"""What a program promises follows the talk about it in writing, within a day (R-REW-05); where it
did not, somebody sees to that."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.jobs import Job
from goodword.tasks import NewTask, cancel_tasks, open_tasks
from notifier.db import state
from notifier.db.saying import lock_people
from notifier.db.welcomes import welcomed
from notifier.domain.message import Message

SEND_TERMS: Final = "send_terms"
"""The task of finding out why terms have not reached somebody."""


async def watch_terms(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Open a task for each participant whose terms have not left by now."""
    about = {
        (job.business_id, job.payload["participant_id"]): ids.read("per", job.payload["person_id"])
        for job in jobs
    }
    people = [(business_id, person_id) for (business_id, _), person_id in about.items()]
    # A letter that leaves meanwhile finds the task, or is seen here to have left.
    await lock_people(session, set(people))
    left = await welcomed(session, about)
    copies = await state.people(session, people)
    tasks = []
    for (business_id, participant), person_id in about.items():
        person = copies[business_id, person_id].person
        if (business_id, participant) in left or person is None:
            continue
        task = NewTask(
            business_id=business_id,
            kind=SEND_TERMS,
            occasion=participant,
            subjects=(participant, ids.show("per", person_id)),
            assignee_id=person.rep_id,
        )
        tasks.append(task)
    await open_tasks(session, tasks)


async def terms_left(message: Message, *, session: AsyncSession) -> None:
    """A welcome left, so nobody has to see to it any more."""
    if message.person_id is not None and message.object_id is not None:
        await lock_people(session, [(message.business_id, message.person_id)])
        occasion = (message.business_id, SEND_TERMS, message.object_id)
        await cancel_tasks(session, [occasion], "sent")
