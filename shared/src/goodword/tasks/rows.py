"""Statements on `opened_task`."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.database import next_tx
from goodword.tasks.task import NewTask, Occasion, OpenedTask

_ADD = text("""
    insert into opened_task (business_id, id, kind, occasion, people)
    select * from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:kinds as text[]),
        cast(:occasions as text[]), cast(:peoples as smallint[])
    ) as e order by 1, 3, 4
    on conflict (business_id, kind, occasion) do nothing
    returning business_id, id, kind, occasion, seq, last_tx
""")
_COLUMNS = "t.business_id, t.id, t.kind, t.occasion, t.people, t.state, t.done_by, t.sealed"
_BY_ID = text(f"""
    select {_COLUMNS} from opened_task t
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, id)
      on (e.business_id, e.id) = (t.business_id, t.id)
    order by t.business_id, t.id for update of t
""")  # noqa: S608  # a constant of this file
_BY_OCCASION = text(f"""
    select {_COLUMNS} from opened_task t
    join unnest(cast(:businesses as uuid[]), cast(:kinds as text[]), cast(:occasions as text[]))
        as e (business_id, kind, occasion)
      on (e.business_id, e.kind, e.occasion) = (t.business_id, t.kind, t.occasion)
    order by t.business_id, t.id for update of t
""")  # noqa: S608  # a constant of this file
_OCCASIONS = text("""
    select t.business_id, t.kind, t.occasion from opened_task t
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, id)
      on (e.business_id, e.id) = (t.business_id, t.id)
""")
# What is said of a task counts in its row, like its state.
_SAVE = text(f"""
    update opened_task t set state = e.state, sealed = e.sealed,
        done_by = array(select jsonb_array_elements_text(e.done_by)),
        closed_at = case when e.state in ('done', 'cancelled') then now() end,
        seq = t.seq + e.says::int,
        last_tx = case when e.says then {next_tx("t.last_tx")}
                       else t.last_tx end
    from jsonb_to_recordset(cast(:rows as jsonb)) as e (
        business_id uuid, id uuid, state text, sealed text, done_by jsonb, says bool)
    where (e.business_id, e.id) = (t.business_id, t.id)
    returning t.business_id, t.id, t.seq, t.last_tx
""")  # noqa: S608  # a constant of the kernel

_NEXT_PLACE = text(f"""
    update opened_task set seq = seq + 1, last_tx = {next_tx()}
    where business_id = :business_id and id = :id returning seq, last_tx
""")  # noqa: S608  # a constant of the kernel

TaskKey = tuple[UUID, UUID]
"""Business and task."""


async def add(session: AsyncSession, new: Sequence[NewTask]) -> Sequence[Row[Any]]:
    """Insert tasks of new occasions, and only those; their rows."""
    rows = await session.execute(
        _ADD,
        {
            "businesses": [one.business_id for one in new],
            "ids": [ids.new() for _ in new],
            "kinds": [one.kind for one in new],
            "occasions": [one.occasion for one in new],
            "peoples": [one.people for one in new],
        },
    )
    return rows.all()


async def by_id(session: AsyncSession, keys: Iterable[TaskKey]) -> dict[TaskKey, OpenedTask]:
    """Those of these tasks that are ours, locked."""
    wanted = sorted(set(keys))
    parameters = {"businesses": [b for b, _ in wanted], "ids": [i for _, i in wanted]}
    return _read(await session.execute(_BY_ID, parameters))


async def by_occasion(session: AsyncSession, keys: Iterable[Occasion]) -> dict[TaskKey, OpenedTask]:
    """The tasks of these occasions that there are, locked."""
    wanted = sorted(set(keys))
    parameters = {
        "businesses": [business_id for business_id, _, _ in wanted],
        "kinds": [kind for _, kind, _ in wanted],
        "occasions": [occasion for _, _, occasion in wanted],
    }
    return _read(await session.execute(_BY_OCCASION, parameters))


async def occasions_of(session: AsyncSession, keys: Iterable[TaskKey]) -> list[Occasion]:
    """What made those of these tasks necessary that are ours; it never changes, so nothing is
    locked."""
    wanted = list(keys)
    parameters = {"businesses": [b for b, _ in wanted], "ids": [i for _, i in wanted]}
    found = await session.execute(_OCCASIONS, parameters)
    return [(row.business_id, row.kind, row.occasion) for row in found]


async def of_occasion(session: AsyncSession, key: Occasion) -> OpenedTask | None:
    """The task of this occasion, locked; None where there is none."""
    found = await by_occasion(session, [key])
    return next(iter(found.values()), None)


async def save(
    session: AsyncSession, tasks: Sequence[OpenedTask], says: Iterable[TaskKey]
) -> dict[TaskKey, Row[Any]]:
    """Save locked tasks; the places of what is said of those in `says`."""
    speaking = set(says)
    rows = [
        {
            "business_id": str(one.business_id),
            "id": str(one.id),
            "state": one.state,
            "sealed": one.sealed,
            "done_by": one.done_by,
            "says": (one.business_id, one.id) in speaking,
        }
        for one in tasks
    ]
    saved = await session.execute(_SAVE, {"rows": orjson.dumps(rows).decode()})
    return {(row.business_id, row.id): row for row in saved}


async def next_place(session: AsyncSession, business_id: UUID, task_id: UUID) -> Row[Any] | None:
    """The next place (`seq`, `last_tx`) among the facts of a task that this service opened; None
    where another did."""
    rows = await session.execute(_NEXT_PLACE, {"business_id": business_id, "id": task_id})
    return rows.one_or_none()


def _read(rows: Iterable[Row[Any]]) -> dict[TaskKey, OpenedTask]:
    found = [OpenedTask(**{**row._mapping, "done_by": tuple(row.done_by)}) for row in rows]
    return {(one.business_id, one.id): one for one in found}
