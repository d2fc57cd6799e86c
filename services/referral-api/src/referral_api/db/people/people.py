"""People."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import TextClause

from goodword.database import aggregate_columns, next_tx
from referral_api.db.columns import object_columns
from referral_api.db.metadata import metadata
from referral_api.db.rows import as_json
from referral_api.db.single import one_or_none
from referral_api.domain.people.person import Person

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
    # What was said of them when they were referred, by referral.
    Column("referred", JSONB),
    Column("merged_into", Uuid),
    Column("merged_at", DateTime(timezone=True)),
    # Nothing is known of them since then, nor ever will be.
    Column("erased_at", DateTime(timezone=True)),
    *object_columns(),
    *aggregate_columns(),
    # What topic `relationships` says of them is counted here, too; of who is new it said nothing.
    Column("relationship_seq", BigInteger, nullable=False, server_default=text("0")),
    Column("relationship_last_tx", BigInteger, nullable=False, server_default=text("0")),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
    ForeignKeyConstraint(["business_id", "rep_id"], ["person.business_id", "person.id"]),
    ForeignKeyConstraint(["business_id", "merged_into"], ["person.business_id", "person.id"]),
    CheckConstraint("accepts in ('anything', 'donation_only', 'nothing')", name="person_accepts"),
    # Who stands for somebody stands for themselves: an alias is one step from its survivor.
    CheckConstraint("merged_into <> id", name="person_merged_into_another"),
)
Index(
    "person_merged",
    person.c.business_id,
    person.c.merged_into,
    postgresql_where=person.c.merged_into.is_not(None),
)

_COUNTED = (
    *("created_at", "updated_at", "version", "seq", "last_tx", "erased_at"),
    *("relationship_seq", "relationship_last_tx"),
)
_KEYS = ("business_id", "id")
_COLUMNS = {
    column.name: column.type.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    for column in person.columns
    if column.name not in _COUNTED
}
_ROWS = "jsonb_to_recordset(cast(:rows as jsonb)) as r({}, words text[])".format(
    ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
)
# The words of their names stay what the names say; `db.people.words` looks for them.
_SPELL = """
    insert into person_word (business_id, word, person_id)
    select business_id, unnest(words), id from told on conflict do nothing
"""
_NAMES = ", ".join(_COLUMNS)
_LOCK = text("""
    select p.* from person p
    join unnest(cast(:business_ids as uuid[]), cast(:ids as uuid[])) as w (business_id, id)
      using (business_id, id)
    order by p.business_id, p.id for no key update of p
""")
_ADD = text(f"""
    with told as (select * from {_ROWS}),
    added as (insert into person ({_NAMES}) select {_NAMES} from told returning *),
    spelled as ({_SPELL})
    select * from added
""")  # noqa: S608 names of our own columns
_CHANGE = text(f"""
    with told as (select * from {_ROWS}),
    changed as (
        update person p
        set {", ".join(f"{name} = r.{name}" for name in _COLUMNS if name not in _KEYS)},
            version = p.version + 1, updated_at = now(), seq = p.seq + 1,
            last_tx = {next_tx("p.last_tx")}
        from told r where p.business_id = r.business_id and p.id = r.id
        returning p.*),
    gone as (
        delete from person_word w using told r
        where w.business_id = r.business_id and w.person_id = r.id and w.word <> all(r.words)),
    spelled as ({_SPELL})
    select * from changed
""")  # noqa: S608 names of our own columns
_SURVIVORS = text("""
    select p.business_id, p.id, p.merged_into from person p
    join unnest(cast(:business_ids as uuid[]), cast(:ids as uuid[])) as w (business_id, id)
      using (business_id, id)
    where p.merged_into is not null
""")
_ALIASES = text("""
    select p.id from person p
    where p.business_id = :business_id and p.merged_into = :person_id order by p.id
""")
# Stronger than `_LOCK`: nobody may begin to refer to them either, as foreign keys do.
_LOCK_FOR_MERGE = text("""
    select * from person where business_id = :business_id and id = any(cast(:ids as uuid[]))
    order by id for update
""")
_STANDING = text("""
    select p.id as named, s.id, s.country, s.region, s.accepts, s.roles, s.occupation, s.employer,
           s.licences, s.first_purchase_at, coalesce(s.display_name, s.given_name) as called
    from person p
    join person s on s.business_id = p.business_id and s.id = coalesce(p.merged_into, p.id)
    where p.business_id = :business_id and p.id = any(cast(:ids as uuid[]))
""")
Who = tuple[UUID, UUID]
"""A business and a person of it."""


async def lock_people(session: AsyncSession, who: Iterable[Who]) -> dict[Who, Row[Any]]:
    """The rows of persons, locked, in the order of their keys; unknown ones are not there."""
    wanted = list(who)
    if not wanted:
        return {}
    found = await session.execute(_LOCK, arrays_of(wanted))
    return {(row.business_id, row.id): row for row in found}


async def lock_for_merge(
    session: AsyncSession, business_id: UUID, ids: Iterable[UUID]
) -> dict[UUID, Row[Any]]:
    """The rows of persons of one business, by id, locked against whoever refers to them."""
    wanted = {"business_id": business_id, "ids": list(ids)}
    return {row.id: row for row in await session.execute(_LOCK_FOR_MERGE, wanted)}


async def survivors_of(session: AsyncSession, who: Iterable[Who]) -> dict[Who, UUID]:
    """Who stands for these persons now, of those that were merged into somebody."""
    wanted = sorted(set(who))
    if not wanted:
        return {}
    found = await session.execute(_SURVIVORS, arrays_of(wanted))
    return {(row.business_id, row.id): row.merged_into for row in found}


async def standing_people(
    session: AsyncSession, business_id: UUID, ids: Iterable[UUID]
) -> Sequence[Row[Any]]:
    """Who stands for each of these persons (`named`), as the rules of programs and of law ask."""
    wanted = {"business_id": business_id, "ids": list(ids)}
    return (await session.execute(_STANDING, wanted)).all()


async def aliases_of(session: AsyncSession, who: Who) -> list[UUID]:
    """Those who were merged into a person, by id."""
    of_person = {"business_id": who[0], "person_id": who[1]}
    return list(await session.scalars(_ALIASES, of_person))


def everybody_behind(who: Who) -> Any:
    """The select of the ids of a person and of those who were merged into them."""
    return select(person.c.id).where(
        person.c.business_id == who[0],
        (person.c.id == who[1]) | (person.c.merged_into == who[1]),
    )


async def add_people(session: AsyncSession, people: Sequence[Person]) -> dict[Who, Row[Any]]:
    """New persons; each has said one event."""
    return await _write(session, _ADD, people)


async def change_people(session: AsyncSession, people: Sequence[Person]) -> dict[Who, Row[Any]]:
    """Persons that are locked, as they are now: a new version, which says an event."""
    return await _write(session, _CHANGE, people)


def people_of(business_id: UUID) -> Any:
    """The select of a business's people."""
    return select(person).where(person.c.business_id == business_id)


async def person_of(session: AsyncSession, who: Who) -> Row[Any] | None:
    """The person's row, not locked."""
    return await one_or_none(session, people_of(who[0]).where(person.c.id == who[1]))


async def _write(
    session: AsyncSession, statement: TextClause, people: Sequence[Person]
) -> dict[Who, Row[Any]]:
    if not people:
        return {}
    rows = as_json([{**each.stored(), "words": each.words} for each in people])
    found = await session.execute(statement, {"rows": rows})
    return {(row.business_id, row.id): row for row in found}


def arrays_of(who: Sequence[Who]) -> dict[str, list[UUID]]:
    """The parameters `business_ids` and `ids` of a statement."""
    return {
        "business_ids": [business_id for business_id, _ in who],
        "ids": [person_id for _, person_id in who],
    }
