"""A client has asked something: somebody answers within hours of work, and settles it or has a plan
for it within a day of work (R-SLA-01)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.tasks import NewTask, Occasion, finish_by_hand, open_tasks
from referral_api.db.businesses.businesses import businesses_of
from referral_api.db.people.people import Who
from referral_api.domain.relationships.answers import (
    first_answer_due,
    is_question,
    settling_due,
    working_time_of,
)

ANSWER_QUESTION: Final = "answer_question"
PLAN_ANSWER: Final = "plan_answer"


async def ask_to_answer(
    issues: Sequence[Row[Any]], reps: Mapping[Who, UUID | None], *, session: AsyncSession
) -> None:
    """Open the task that each of these issues asks for as it stands, if it is a question, and close
    those that it does not ask for any more: for the rep who owns the client, or the business."""
    questions = [row for row in issues if is_question(row)]
    if not questions:
        return
    businesses = await businesses_of(session, [row.business_id for row in questions])
    now = await clock.now_of(session, set(businesses))
    done: dict[Occasion, str] = {}
    new = []
    for row in questions:
        shown, rep_id = ids.show("iss", row.id), reps.get((row.business_id, row.person_id))
        working = working_time_of(businesses[row.business_id])
        if row.replied_at is None:
            due = first_answer_due(row, working, now[row.business_id])
            new.append(_task(row, ANSWER_QUESTION, due, rep_id))
            continue
        done[row.business_id, ANSWER_QUESTION, shown] = shown
        if row.settled_at is None:
            due = settling_due(row, working, now[row.business_id])
            new.append(_task(row, PLAN_ANSWER, due, rep_id))
        else:
            done[row.business_id, PLAN_ANSWER, shown] = shown
    await finish_by_hand(session, done, outcome="answered")
    await open_tasks(session, new)


def _task(row: Row[Any], kind: str, due: datetime, rep_id: UUID | None) -> NewTask:
    shown = ids.show("iss", row.id)
    return NewTask(
        business_id=row.business_id,
        kind=kind,
        occasion=shown,
        subjects=(shown, ids.show("per", row.person_id)),
        assignee_id=rep_id,
        due_at=due,
    )
