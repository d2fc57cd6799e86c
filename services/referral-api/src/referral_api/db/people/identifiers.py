"""What people are known by: an identifier belongs to one person of a business."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    exists,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata
from referral_api.db.people.people import Who, arrays_of, person
from referral_api.domain.people.person import Identifier

person_identifier = Table(
    "person_identifier",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("person_id", Uuid, nullable=False),
    created_column(),
    # Of those learned at the same time, which comes first.
    Column("rank", Integer, nullable=False),
    PrimaryKeyConstraint("business_id", "kind", "source", "value"),
    # Deferred: who has an identifier first is settled before the person is written.
    ForeignKeyConstraint(
        ["business_id", "person_id"],
        ["person.business_id", "person.id"],
        deferrable=True,
        initially="DEFERRED",
    ),
    CheckConstraint("kind in ('external', 'email', 'phone')", name="person_identifier_kind"),
    Index("person_identifier_person", "business_id", "person_id"),
)

_FIND = text("""
    select i.business_id, i.kind, i.source, i.value, i.person_id from person_identifier i
    join unnest(cast(:business_ids as uuid[]), cast(:kinds as text[]), cast(:sources as text[]),
                cast(:values as text[])) as w (business_id, kind, source, value)
      using (business_id, kind, source, value)
""")
# In the order of the key, so that two batches that learn the same never wait for each other twice.
_LEARN = text("""
    insert into person_identifier (business_id, kind, source, value, person_id, rank)
    select * from unnest(
        cast(:business_ids as uuid[]), cast(:kinds as text[]), cast(:sources as text[]),
        cast(:values as text[]), cast(:person_ids as uuid[]))
        with ordinality as w (business_id, kind, source, value, person_id, rank)
    order by business_id, kind, source, value
    on conflict do nothing returning business_id, kind, source, value
""")
_UNLEARN = text("""
    delete from person_identifier i
    using unnest(cast(:business_ids as uuid[]), cast(:kinds as text[]), cast(:sources as text[]),
                 cast(:values as text[])) as w (business_id, kind, source, value)
    where (i.business_id, i.kind, i.source, i.value)
        = (w.business_id, w.kind, w.source, w.value)
""")
_KNOWN_BY = text("""
    select i.business_id, i.person_id, i.kind, i.source, i.value from person_identifier i
    join unnest(cast(:business_ids as uuid[]), cast(:ids as uuid[])) as w (business_id, id)
      on w.business_id = i.business_id and w.id = i.person_id
    order by i.created_at, i.rank
""")

Key = tuple[UUID, Identifier]
"""An identifier of one business's people."""


async def find_people(session: AsyncSession, keys: Iterable[Key]) -> dict[Key, UUID]:
    """The persons behind identifiers, of those that are known."""
    wanted = list(keys)
    if not wanted:
        return {}
    found = await session.execute(_FIND, _as_arrays(wanted))
    return {
        (row.business_id, Identifier(row.kind, row.source, row.value)): row.person_id
        for row in found
    }


async def learn(session: AsyncSession, learned: Mapping[Key, UUID]) -> set[Key]:
    """Keep whose identifiers these are; those that nobody else had, or has just taken."""
    if not learned:
        return set()
    arrays = {**_as_arrays(learned), "person_ids": list(learned.values())}
    found = await session.execute(_LEARN, arrays)
    return {(row.business_id, Identifier(row.kind, row.source, row.value)) for row in found}


async def unlearn(session: AsyncSession, keys: Iterable[Key]) -> None:
    """Let identifiers go, whosever they are."""
    wanted = list(keys)
    if wanted:
        await session.execute(_UNLEARN, _as_arrays(wanted))


async def known_by(session: AsyncSession, who: Iterable[Who]) -> dict[Who, list[Identifier]]:
    """What persons are known by, in the order in which it was learned."""
    wanted = list(who)
    found: dict[Who, list[Identifier]] = {each: [] for each in wanted}
    if wanted:
        for row in await session.execute(_KNOWN_BY, arrays_of(wanted)):
            identifier = Identifier(row.kind, row.source, row.value)
            found[row.business_id, row.person_id].append(identifier)
    return found


def known_as(identifier: Identifier) -> Any:
    """The condition of being known by an identifier, for `people_of`."""
    return exists().where(
        person_identifier.c.business_id == person.c.business_id,
        person_identifier.c.person_id == person.c.id,
        person_identifier.c.kind == identifier.kind,
        person_identifier.c.source == identifier.source,
        person_identifier.c.value == identifier.value,
    )


def _as_arrays(keys: Iterable[Key]) -> dict[str, list[Any]]:
    listed = list(keys)
    return {
        "business_ids": [business_id for business_id, _ in listed],
        "kinds": [identifier.kind for _, identifier in listed],
        "sources": [identifier.source for _, identifier in listed],
        "values": [identifier.value for _, identifier in listed],
    }
