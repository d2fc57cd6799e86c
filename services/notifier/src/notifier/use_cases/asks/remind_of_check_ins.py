"""Check-ins: due some months after the last one, since that comes before any ask (R-ASK-05)."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.asking import CheckIn
from goodword.database.people import standing_for
from goodword.events import CheckInDue
from goodword.jobs import Job
from goodword.tasks import NewTask, open_tasks
from notifier.db import state
from notifier.db.asks.happenings import Who
from notifier.db.saying import lock_people, say_about
from notifier.domain.asks.client import last_check_in
from notifier.domain.asks.nights import check_in_after, morning_of
from notifier.domain.copies import Business
from notifier.use_cases.gate.histories import histories

CHECK_IN: Final = "check_in"
"""The task of looking in on a client."""


async def remind_of_check_ins(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Say of each client whose check-in is due that it is, unless there was one since, or it was
    said; the rep gets a task for it."""
    named = {(job.business_id, ids.read("per", job.payload["person_id"])) for job in jobs}
    at = {who: (who[0], to) for who, to in (await standing_for(session, named)).items()}
    people = set(at.values())
    await lock_people(session, people)
    lives = await histories(session, people)
    last = {who: last_check_in(life.happenings) for who, life in lives.items()}
    known = await state.businesses(session, {business_id for business_id, _ in people})
    copies = await state.people(session, people)
    due: dict[tuple[Who, bool], tuple[CheckInDue, NewTask]] = {}
    for job in jobs:
        who = at[job.business_id, ids.read("per", job.payload["person_id"])]
        person = copies[who].person
        since = last[who]
        if since is None or person is None:
            continue
        check_in = check_in_after(since, known[who[0]])
        if str(check_in.due) == job.payload["due_on"]:
            late = bool(job.payload["overdue"])
            due[who, late] = _due(who, person.rep_id, check_in, known[who[0]], late)
    opened = await open_tasks(session, [task for (_, late), (_, task) in due.items() if not late])
    said = [(who, fact) for (who, late), (fact, task) in due.items() if late or task.key in opened]
    await say_about(session, said)


def _due(
    who: Who, rep_id: UUID | None, check_in: CheckIn, business: Business, late: bool
) -> tuple[CheckInDue, NewTask]:
    shown = ids.show("per", who[1])
    fact = CheckInDue(
        business_id=who[0], person_id=who[1], rep_id=rep_id, due_on=check_in.due, overdue=late
    )
    task = NewTask(
        business_id=who[0],
        kind=CHECK_IN,
        occasion=f"{shown}:{check_in.due}",
        subjects=(shown,),
        assignee_id=rep_id,
        due_at=morning_of(check_in.overdue, business),
        proof="text",
    )
    return fact, task
