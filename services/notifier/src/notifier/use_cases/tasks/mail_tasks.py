"""Somebody must do something: write to whoever it is, or else to the business."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, TaskOpened
from goodword.letters.tasks import TASK
from notifier.db.messages import Opening
from notifier.domain.task_letter import facts_of, person_of
from notifier.use_cases.messages.open_messages import open_messages


async def mail_tasks(batch: Sequence[Envelope[TaskOpened]], *, session: AsyncSession) -> None:
    """Open one letter for each task, once for ever."""
    openings = [
        Opening(
            business_id=one.business_id,
            person_id=person_of(one.event),
            kind=TASK,
            cause_id=one.id,
            facts=facts_of(one.event),
            object_id=one.event.subject,
        )
        for one in batch
    ]
    await open_messages(openings, session=session)
