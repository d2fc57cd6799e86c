"""Tasks of all services, as their openers last told of them, and what people wrote as proof."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Row,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns, next_tx
from referral_api.db.businesses.clocks import own_time
from referral_api.db.columns import changed, object_columns
from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.db.people.filtering import equals
from referral_api.db.rows import as_json
from referral_api.db.single import one, one_or_none
from referral_api.domain.page import Page

task = Table(
    "task",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("opener", Text, nullable=False),
    Column("assignee_id", Uuid),
    Column("subjects", ARRAY(Text), nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("proof_wanted", Text, nullable=False),
    Column("people", SmallInteger, nullable=False),
    Column("status", Text, nullable=False, server_default="open"),
    Column("reason", Text),
    # Who has said that it is done, which its opener may not have closed yet.
    Column("done_by", ARRAY(Text), nullable=False, server_default="{}"),
    # What they wrote, in their words; it never leaves this table.
    Column("proof", Text),
    *object_columns(),
    # Of what we say of it, `task-done`: none so far.
    *aggregate_columns("done_"),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
    CheckConstraint("status in ('open', 'overdue', 'done', 'cancelled')", name="task_status"),
)
Index("task_status", task.c.business_id, task.c.status)
Index("task_subjects", task.c.subjects, postgresql_using="gin")

_OPEN = text("""
    insert into task (business_id, id, kind, opener, assignee_id, subjects, due_at, proof_wanted,
                      people, created_at, updated_at, done_seq)
    select business_id, id, kind, opener, assignee_id,
           array(select jsonb_array_elements_text(subjects)), due_at, proof_wanted, people, at, at,
           0
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, kind text, opener text, assignee_id uuid, subjects jsonb,
        due_at timestamptz, proof_wanted text, people smallint, at timestamptz)
    order by business_id, id
    on conflict (business_id, id) do nothing
""")
_CLOSE = text("""
    update task t set status = n.status, reason = n.reason, version = t.version + 1,
                      updated_at = n.at,
                      done_by = case when n.actor = any(t.done_by) or n.actor is null then t.done_by
                                     else array_append(t.done_by, n.actor) end
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, status text, reason text, actor text, at timestamptz)
    where (n.business_id, n.id) = (t.business_id, t.id)
      -- What ended has ended: overdue may be told late.
      and t.status in ('open', 'overdue')
""")
_FORGET = text("""
    update task set proof = null
    where business_id = :business_id and subjects && cast(:subjects as text[])
""")


async def open_tasks(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep tasks as they were opened; those known already stay as they are."""
    await session.execute(_OPEN, {"rows": as_json(rows)})


async def close_tasks(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note how tasks ended, or that they are overdue; one row of each."""
    await session.execute(_CLOSE, {"rows": as_json(rows)})


async def list_tasks(
    session: AsyncSession,
    business_id: UUID,
    filters: Mapping[str, Any],
    page: Page,
    about: str | None = None,
) -> Paged:
    """Tasks whose columns equal `filters`, and that are `about` a TypeID, if one is given."""
    statement = select(task).where(task.c.business_id == business_id)
    for column, value in filters.items():
        statement = statement.where(equals(task, column, value, business_id))
    if about is not None:
        statement = statement.where(task.c.subjects.contains([about]))
    return await read_page(session, statement, task, page)


async def tasks_about(
    session: AsyncSession, business_id: UUID, subjects: Sequence[str], at_most: int
) -> Sequence[Row[Any]]:
    """Tasks about any of these TypeIDs, oldest first; `opened_at` and `moved_at`, when they last
    changed, are in the time of the business."""
    moments = [
        own_time(task.c.business_id, task.c[stamp]).label(name)
        for name, stamp in (("opened_at", "created_at"), ("moved_at", "updated_at"))
    ]
    found = select(task, *moments).where(
        task.c.business_id == business_id, task.c.subjects.overlap(subjects)
    )
    ordered = found.order_by(task.c.created_at, task.c.id).limit(at_most)
    return (await session.execute(ordered)).all()


async def task_of(
    session: AsyncSession, business_id: UUID, task_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    wanted = select(task).where(task.c.business_id == business_id, task.c.id == task_id)
    return await one_or_none(session, wanted.with_for_update() if lock else wanted)


async def note_done(
    session: AsyncSession, row: Row[Any], actor: str, proof: str | None
) -> Row[Any]:
    """Who did a locked task, and what they wrote; the row, with the place of its `task-done`."""
    statement = (
        update(task)
        .where(task.c.business_id == row.business_id, task.c.id == row.id)
        .values(
            **changed(task),
            done_by=func.array_append(task.c.done_by, actor),
            proof="\n".join(filter(None, (row.proof, proof))) or None,
            done_seq=task.c.done_seq + 1,
            done_last_tx=text(next_tx("done_last_tx")),
        )
    )
    return await one(session, statement.returning(task))


async def forget_proofs(session: AsyncSession, business_id: UUID, subjects: Sequence[str]) -> None:
    """Empty what was written as proof of tasks about any of these TypeIDs."""
    await session.execute(_FORGET, {"business_id": business_id, "subjects": list(subjects)})
