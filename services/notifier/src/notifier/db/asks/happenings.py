"""What passed between clients and a business: of each report the newest version, by ids alone."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Double,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.db.metadata import metadata
from notifier.domain.asks.happening import Happening

happening = Table(
    "happening",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("word", Text),
    Column("level", Double),
    Column("stands", Boolean, nullable=False),
    PrimaryKeyConstraint("business_id", "kind", "id"),
)
Index("happening_person", happening.c.business_id, happening.c.person_id)

_COLUMNS = "business_id, kind, id, person_id, version, at, ended_at, word, level, stands"
# Of somebody who was erased nothing is kept any more, however late it comes.
_SAVE = text(f"""
    insert into happening ({_COLUMNS})
    select e.* from unnest(
        cast(:business_id as uuid[]), cast(:kind as text[]), cast(:id as uuid[]),
        cast(:person_id as uuid[]), cast(:version as int[]), cast(:at as timestamptz[]),
        cast(:ended_at as timestamptz[]), cast(:word as text[]), cast(:level as float8[]),
        cast(:stands as bool[])
    ) as e ({_COLUMNS})
    join person p on p.business_id = e.business_id and p.person_id = e.person_id
    where p.roles is not null
    order by 1, 2, 3
    on conflict (business_id, kind, id) do update set
        person_id = excluded.person_id, version = excluded.version, at = excluded.at,
        ended_at = excluded.ended_at, word = excluded.word, level = excluded.level,
        stands = excluded.stands
    where excluded.version > happening.version
    returning business_id, kind, id
""")  # noqa: S608  # columns of ours
_OF = text(f"""
    select {", ".join(f"h.{name}" for name in _COLUMNS.split(", "))} from happening h
    join unnest(cast(:businesses as uuid[]), cast(:people as uuid[])) as e (business_id, person_id)
      on (e.business_id, e.person_id) = (h.business_id, h.person_id)
    order by h.business_id, h.person_id, h.kind, h.id
""")  # noqa: S608  # columns of ours
_FORGET = text("""
    delete from happening where (business_id, person_id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:people as uuid[])))
""")

Who = tuple[UUID, UUID]
"""A business and a person of it."""


async def save(session: AsyncSession, reports: Sequence[Happening]) -> list[Happening]:
    """Keep what is newer than what we have; those that were. One version of each report."""
    names = _COLUMNS.split(", ")
    values = {name: [getattr(one, name) for one in reports] for name in names}
    rows = await session.execute(_SAVE, values)
    saved = {(row.business_id, row.kind, row.id) for row in rows}
    return [one for one in reports if (one.business_id, one.kind, one.id) in saved]


async def of_people(session: AsyncSession, people: Collection[Who]) -> dict[Who, list[Happening]]:
    """What passed with each of these people."""
    found: dict[Who, list[Happening]] = defaultdict(list)
    for row in await session.execute(_OF, arrays(people)):
        found[row.business_id, row.person_id].append(Happening(**row._mapping))
    return found


async def forget(session: AsyncSession, people: Collection[Who]) -> None:
    """Remove all that passed with these people."""
    await session.execute(_FORGET, arrays(people))


def arrays(people: Collection[Who]) -> dict[str, list[UUID]]:
    """The parameters of statements about people."""
    return {"businesses": [b for b, _ in people], "people": [p for _, p in people]}
