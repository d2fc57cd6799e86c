"""People and what they are known by."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    exists,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import TextClause

from goodword.database import NEXT_TX, aggregate_columns
from referral_api.db.columns import created_column, object_columns
from referral_api.db.metadata import metadata
from referral_api.db.rows import as_json
from referral_api.db.single import one_or_none
from referral_api.domain.people import Identifier, Person

person = Table(
    "person",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("display_name", Text),
    Column("given_name", Text),
    Column("family_name", Text),
    Column("locale", Text),
    Column("time_zone", Text),
    Column("country", Text),
    Column("region", Text),
    Column("occupation", Text),
    Column("employer", Text),
    Column("licences", ARRAY(Text), nullable=False),
    Column("rep_id", Uuid),
    Column("tags", ARRAY(Text), nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("first_purchase_at", DateTime(timezone=True)),
    Column("favourite_restaurant", Text),
    Column("favourite_charity", Text),
    Column("favourites_captured_at", DateTime(timezone=True)),
    Column("accepts", Text, nullable=False),
    Column("do_not_ask", Boolean, nullable=False),
    Column("channel", Text),
    Column("story", Text),
    Column("how_known", Text),
    Column("merged_into", Uuid),
    *object_columns(),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
    ForeignKeyConstraint(["business_id", "rep_id"], ["person.business_id", "person.id"]),
    ForeignKeyConstraint(["business_id", "merged_into"], ["person.business_id", "person.id"]),
    CheckConstraint("accepts in ('anything', 'donation_only', 'nothing')", name="person_accepts"),
)

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

_COUNTED = ("created_at", "updated_at", "version", "seq", "last_tx")
_COLUMNS = {
    column.name: column.type.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    for column in person.columns
    if column.name not in _COUNTED
}
_ROWS = "jsonb_to_recordset(cast(:rows as jsonb)) as r({})".format(
    ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
)
_NAMES = ", ".join(_COLUMNS)
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
_LOCK = text("""
    select p.* from person p
    join unnest(cast(:business_ids as uuid[]), cast(:ids as uuid[])) as w (business_id, id)
      using (business_id, id)
    order by p.business_id, p.id for no key update of p
""")
_ADD = text(f"""
    insert into person ({_NAMES}) select {_NAMES} from {_ROWS}
    returning *
""")  # noqa: S608 names of our own columns
_CHANGE = text(f"""
    update person p
    set {", ".join(f"{name} = r.{name}" for name in _COLUMNS if name not in ("business_id", "id"))},
        version = p.version + 1, updated_at = now(), seq = p.seq + 1,
        last_tx = {NEXT_TX.replace("last_tx", "p.last_tx")}
    from {_ROWS} where p.business_id = r.business_id and p.id = r.id
    returning p.*
""")  # noqa: S608 names of our own columns
_KNOWN_BY = text("""
    select i.business_id, i.person_id, i.kind, i.source, i.value from person_identifier i
    join unnest(cast(:business_ids as uuid[]), cast(:ids as uuid[])) as w (business_id, id)
      on w.business_id = i.business_id and w.id = i.person_id
    order by i.created_at, i.rank
""")

Key = tuple[UUID, Identifier]
"""An identifier of one business's people."""

Who = tuple[UUID, UUID]
"""A business and a person of it."""


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


async def lock_people(session: AsyncSession, who: Iterable[Who]) -> dict[Who, Row[Any]]:
    """The rows of persons, locked, in the order of their keys; unknown ones are not there."""
    wanted = list(who)
    if not wanted:
        return {}
    found = await session.execute(_LOCK, _of(wanted))
    return {(row.business_id, row.id): row for row in found}


async def add_people(session: AsyncSession, people: Sequence[Person]) -> dict[Who, Row[Any]]:
    """New persons; each has said one event."""
    return await _write(session, _ADD, people)


async def change_people(session: AsyncSession, people: Sequence[Person]) -> dict[Who, Row[Any]]:
    """Persons that are locked, as they are now: a new version, which says an event."""
    return await _write(session, _CHANGE, people)


def people_of(business_id: UUID) -> Any:
    """The select of a business's people."""
    return select(person).where(person.c.business_id == business_id)


def known_as(identifier: Identifier) -> Any:
    """The condition of being known by an identifier, for `people_of`."""
    return exists().where(
        person_identifier.c.business_id == person.c.business_id,
        person_identifier.c.person_id == person.c.id,
        person_identifier.c.kind == identifier.kind,
        person_identifier.c.source == identifier.source,
        person_identifier.c.value == identifier.value,
    )


async def person_of(session: AsyncSession, who: Who) -> Row[Any] | None:
    """The person's row, not locked."""
    return await one_or_none(session, people_of(who[0]).where(person.c.id == who[1]))


async def known_by(session: AsyncSession, who: Iterable[Who]) -> dict[Who, list[Identifier]]:
    """What persons are known by, in the order in which it was learned."""
    wanted = list(who)
    found: dict[Who, list[Identifier]] = {each: [] for each in wanted}
    if wanted:
        for row in await session.execute(_KNOWN_BY, _of(wanted)):
            identifier = Identifier(row.kind, row.source, row.value)
            found[row.business_id, row.person_id].append(identifier)
    return found


async def _write(
    session: AsyncSession, statement: TextClause, people: Sequence[Person]
) -> dict[Who, Row[Any]]:
    if not people:
        return {}
    rows = as_json([each.stored() for each in people])
    found = await session.execute(statement, {"rows": rows})
    return {(row.business_id, row.id): row for row in found}


def _as_arrays(keys: Iterable[Key]) -> dict[str, list[Any]]:
    listed = list(keys)
    return {
        "business_ids": [business_id for business_id, _ in listed],
        "kinds": [identifier.kind for _, identifier in listed],
        "sources": [identifier.source for _, identifier in listed],
        "values": [identifier.value for _, identifier in listed],
    }


def _of(who: Sequence[Who]) -> dict[str, list[UUID]]:
    return {
        "business_ids": [business_id for business_id, _ in who],
        "ids": [person_id for _, person_id in who],
    }
