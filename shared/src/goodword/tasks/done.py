"""People say that tasks are done; their opener goes on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, TaskDone
from goodword.tasks import rows
from goodword.tasks.closing import WAITING, close
from goodword.tasks.task import DoneTask, Occasion, OpenedTask


class Finish(Protocol):
    """Goes on where tasks of one kind were done, in the transaction that closes them."""

    async def __call__(self, done: Sequence[DoneTask], *, session: AsyncSession) -> None: ...


Finishes: TypeAlias = Mapping[str, Finish]
"""What a service does when a task of its own is done, by kind: `nothing_follows` where that is all.
Kinds that only another version knows are just closed."""


async def nothing_follows(done: Sequence[DoneTask], *, session: AsyncSession) -> None:
    """The rule of a kind of which nothing more comes once it was done: said, and not forgotten."""


class Lock(Protocol):
    """Locks what the tasks of these occasions are about."""

    async def __call__(self, occasions: Sequence[Occasion], *, session: AsyncSession) -> None: ...


Locks: TypeAlias = Mapping[str, Lock]
"""By kind, what is locked before the tasks themselves: whoever calls a task off holds that already,
and two who lock in opposite order wait for each other for ever."""

NOTHING: Locks = MappingProxyType({})


async def hear_done(
    batch: Sequence[Envelope[TaskDone]],
    *,
    finishes: Finishes,
    locks: Locks = NOTHING,
    session: AsyncSession,
) -> None:
    """Count who did what, close tasks that as many people did as it takes, and go on.

    The same person counts once. Tasks that another service opened are none of ours.
    """
    keys = [(one.event.business_id, one.event.task_id) for one in batch]
    await _lock_first(locks, keys, session)
    before = await rows.by_id(session, keys)
    after = dict(before)
    for envelope in batch:
        key = envelope.event.business_id, envelope.event.task_id
        if key in after:
            after[key] = _counted(after[key], envelope.event)
    changed = [task for key, task in after.items() if task != before[key]]
    finished = [one for one in changed if len(one.done_by) >= one.people]
    # Whoever goes on gets the secret from here; nobody needs it a second time.
    kept = [replace(one, sealed=None) if one in finished else one for one in changed]
    await close(session, kept, [one for one in kept if one.state == "done"])
    by_kind: dict[str, list[DoneTask]] = defaultdict(list)
    for one in finished:
        by_kind[one.kind].append(DoneTask(one, late=one.state == "cancelled"))
    for kind, done in by_kind.items():
        if kind in finishes:
            await finishes[kind](done, session=session)


async def _lock_first(locks: Locks, keys: Sequence[rows.TaskKey], session: AsyncSession) -> None:
    occasions = await rows.occasions_of(session, keys) if locks else []
    for kind, lock in locks.items():
        of_kind = [one for one in occasions if one[1] == kind]
        if of_kind:
            await lock(of_kind, session=session)


def _counted(task: OpenedTask, said: TaskDone) -> OpenedTask:
    """The first one's secret counts: whoever comes second confirms it, and can change nothing."""
    if len(task.done_by) >= task.people or said.actor in task.done_by:
        return task
    told = replace(
        task,
        done_by=(*task.done_by, said.actor),
        sealed=task.sealed or said.sealed,
        outcome=task.outcome or said.outcome,
    )
    enough = len(told.done_by) >= told.people and told.state in WAITING
    return replace(told, state="done") if enough else told
