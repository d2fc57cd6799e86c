"""Erasures: who is to be forgotten, and how far it came. A queue that a loop works through.

    asked ──▶ erased ──▶ swept
              our own     whatever was kept as it came and names them is emptied
              tables

What to look for is sealed, and goes with the last look.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import SEALED
from referral_api.db.columns import NOW
from referral_api.db.metadata import metadata
from referral_api.db.rows import as_json
from referral_api.db.single import one_or_none

erasure = Table(
    "erasure",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    # Null where a source named somebody whom we do not know, and whom old webhooks may name.
    Column("person_id", Uuid),
    Column("asked_by", Text, nullable=False),
    Column("sought", Text, info=SEALED),
    Column("asked_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("erased_at", DateTime(timezone=True)),
    Column("swept_at", DateTime(timezone=True)),
    # The last delivery that was looked at.
    Column("position", Uuid),
    Column("next_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(["business_id", "person_id"], ["person.business_id", "person.id"]),
    Index("erasure_person", "business_id", "person_id", unique=True),
    Index("erasure_due", "next_at", postgresql_where=text("swept_at is null")),
)

CLAIM_ERASURES = """
create or replace function claim_erasures(at_most int) returns setof erasure
language sql volatile security definer set search_path = referral, pg_catalog, pg_temp as $$
    select * from erasure where swept_at is null and next_at <= now()
    order by next_at, business_id, id limit at_most for update skip locked
$$
"""
"""Across businesses, the longest due first."""

FUNCTIONS = (CLAIM_ERASURES,)

_ASK = text("""
    insert into erasure (business_id, id, person_id, asked_by, sought, erased_at)
    select business_id, id, person_id, asked_by, sought,
           case when person_id is null then now() end
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, person_id uuid, asked_by text, sought text)
    on conflict (business_id, person_id) do nothing
""")
_ERASED = text("""
    insert into erasure (business_id, id, person_id, asked_by, sought, erased_at)
    values (:business_id, :id, :person_id, :asked_by, :sought, now())
    on conflict (business_id, person_id)
        do update set sought = excluded.sought, erased_at = now(), next_at = now()
    returning *
""")
_OF_PERSON = text("""
    select * from erasure where business_id = :business_id and person_id = :person_id
""")
_CLAIM = text("select * from claim_erasures(:at_most)")
_ADVANCE = text("""
    update erasure set position = :position
    where business_id = :business_id and id = any(cast(:ids as uuid[]))
""")
_SWEPT = text("""
    update erasure set swept_at = now(), sought = null, position = null
    where business_id = :business_id and id = any(cast(:ids as uuid[]))
""")
# The longer it takes, the more seldom.
_AGAIN = text("""
    update erasure set position = null,
        next_at = now() + least(greatest(now() - asked_at, interval '5 seconds'), interval '1 hour')
    where business_id = :business_id and id = any(cast(:ids as uuid[]))
""")


async def ask(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Ask for erasures (`business_id`, `id`, `person_id` or None, `asked_by`, `sought` sealed or
    None); a person's is asked for once."""
    if rows:
        await session.execute(_ASK, {"rows": as_json(rows)})


async def note_erased(session: AsyncSession, values: Mapping[str, Any]) -> Row[Any]:
    """The erasure of a person who is erased now, with what is still to be sought, sealed."""
    row: Row[Any] = (await session.execute(_ERASED, dict(values))).one()
    return row


async def erasure_of(session: AsyncSession, business_id: UUID, person_id: UUID) -> Row[Any] | None:
    keys = {"business_id": business_id, "person_id": person_id}
    return await one_or_none(session, _OF_PERSON.bindparams(**keys))


async def claim_erasures(session: AsyncSession, at_most: int) -> Sequence[Row[Any]]:
    """Erasures of any business that are due, held until the transaction ends."""
    return (await session.execute(_CLAIM, {"at_most": at_most})).all()


async def advance(
    session: AsyncSession, business_id: UUID, ids: Sequence[UUID], position: UUID
) -> None:
    """All up to the delivery `position` has been looked at."""
    keys = {"business_id": business_id, "ids": ids, "position": position}
    await session.execute(_ADVANCE, keys)


async def note_swept(session: AsyncSession, business_id: UUID, ids: Sequence[UUID]) -> None:
    """Nothing names these people any more; what they were sought by is gone."""
    await session.execute(_SWEPT, {"business_id": business_id, "ids": ids})


async def put_off(session: AsyncSession, business_id: UUID, ids: Sequence[UUID]) -> None:
    """Look for these people again later, from the beginning."""
    await session.execute(_AGAIN, {"business_id": business_id, "ids": ids})
