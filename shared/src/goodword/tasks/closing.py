"""How tasks end without having been done, or pass their day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.events import TaskClosed
from goodword.jobs import Job
from goodword.tasks import rows
from goodword.tasks.task import Occasion, OpenedTask, State

OVERDUE = "task_overdue"

WAITING: frozenset[State] = frozenset({"open", "overdue"})

Outcome = Literal["done", "cancelled", "overdue"]


async def cancel_tasks(
    session: AsyncSession, occasions: Iterable[Occasion], reason: str | None = None
) -> list[OpenedTask]:
    """Call off what nobody has said to have done yet, and say so; those that were called off."""
    found = await rows.by_occasion(session, occasions)
    ended: list[OpenedTask] = [
        replace(one, state="cancelled")
        for one in found.values()
        if one.state in WAITING and not one.done_by
    ]
    await close(session, ended, ended, reason)
    return ended


async def finish_by_hand(
    session: AsyncSession, actors: Mapping[Occasion, str], *, outcome: str
) -> None:
    """Close those of these tasks that still wait as done, each by whoever went on past it and found
    `outcome`."""
    found = await rows.by_occasion(session, actors)
    ended = [
        _finished(one, actors[one.key], outcome) for one in found.values() if one.state in WAITING
    ]
    await close(session, ended, ended)


def _finished(task: OpenedTask, actor: str, outcome: str) -> OpenedTask:
    done_by = (*task.done_by, actor)
    return replace(task, state="done", done_by=done_by, outcome=outcome, ended_by=actor)


async def mark_overdue(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """A job, due when tasks are: those that are still open are overdue now."""
    keys = [(job.business_id, UUID(job.payload["task_id"])) for job in jobs]
    found = await rows.by_id(session, keys)
    late: list[OpenedTask] = [
        replace(one, state="overdue") for one in found.values() if one.state == "open"
    ]
    await close(session, late, late)


async def close(
    session: AsyncSession,
    changed: Sequence[OpenedTask],
    told: Sequence[OpenedTask],
    reason: str | None = None,
) -> None:
    """Save `changed` tasks, and say how those that are `told` ended, which are among them."""
    if not changed:
        return
    places = await rows.save(session, changed, [(one.business_id, one.id) for one in told])
    said = []
    for one in told:
        place = places[one.business_id, one.id]
        closed = _closed(one, reason or one.outcome)
        said.append(Said(closed, place.seq, place.last_tx))
    await say(session, said)


def _closed(task: OpenedTask, reason: str | None) -> TaskClosed:
    assert task.state != "open", "it is told how it ended"
    return TaskClosed(
        business_id=task.business_id,
        task_id=task.id,
        outcome=task.state,
        reason=reason,
        actor=task.ended_by,
    )
