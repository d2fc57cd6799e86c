"""Copies of state that others own: businesses, people, published versions of programs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns
from goodword.events import BusinessChanged, PersonChanged, PersonErased, ProgramPublished
from rewards_worker.db.metadata import metadata
from rewards_worker.domain.copies import Business, Person

business = Table(
    "business",
    metadata,
    Column("business_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("mode", Text, nullable=False),
    Column("clock_offset_s", BigInteger, nullable=False, server_default="0"),
    Column("time_zone", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("industry", Text),
    Column("country", Text),
    Column("region", Text),
    *aggregate_columns(),  # of `clock-applied`
)

person = Table(
    "person",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("name", Text),
    Column("email", Text),
    Column("country", Text),
    Column("region", Text),
    Column("accepts", Text, nullable=False),
    Column("merged_into", Uuid),
    Column("erased", Boolean, nullable=False, server_default="false"),
    PrimaryKeyConstraint("business_id", "person_id"),
)

program_version = Table(
    "program_version",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", JSONB, nullable=False),
    PrimaryKeyConstraint("business_id", "program_id", "version"),
)

_SAVE_BUSINESSES = text("""
    insert into business (business_id, version, mode, clock_offset_s, time_zone, currency,
                          industry, country, region)
    select * from unnest(
        cast(:ids as uuid[]), cast(:versions as bigint[]), cast(:modes as text[]),
        cast(:offsets as bigint[]), cast(:zones as text[]), cast(:currencies as text[]),
        cast(:industries as text[]), cast(:countries as text[]), cast(:regions as text[])
    ) as e order by 1
    on conflict (business_id) do update set
        version = excluded.version, mode = excluded.mode,
        clock_offset_s = excluded.clock_offset_s, time_zone = excluded.time_zone,
        currency = excluded.currency, industry = excluded.industry, country = excluded.country,
        region = excluded.region, seq = business.seq + 1,
        last_tx = greatest(pg_current_xact_id()::text::bigint, business.last_tx)
    where excluded.version > business.version
    returning business_id, mode, clock_offset_s, seq, last_tx
""")
_SAVE_PEOPLE = text("""
    insert into person (business_id, person_id, version, name, email, country, region, accepts,
                        merged_into)
    select * from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:versions as bigint[]),
        cast(:names as text[]), cast(:emails as text[]), cast(:countries as text[]),
        cast(:regions as text[]), cast(:accepts as text[]), cast(:merged as uuid[])
    ) as e order by 1, 2
    on conflict (business_id, person_id) do update set
        version = excluded.version, name = excluded.name, email = excluded.email,
        country = excluded.country, region = excluded.region, accepts = excluded.accepts,
        merged_into = excluded.merged_into
    where excluded.version > person.version
""")
# Whatever was known is gone, and a change that is older, or comes late, brings none of it back.
_ERASE_PEOPLE = text("""
    insert into person (business_id, person_id, version, accepts, erased)
    select e.*, 'nothing', true from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:versions as bigint[])
    ) as e order by 1, 2
    on conflict (business_id, person_id) do update set
        version = excluded.version, name = null, email = null, country = null, region = null,
        accepts = 'nothing', merged_into = null, erased = true
    where excluded.version > person.version
""")
_SAVE_PROGRAMS = text("""
    insert into program_version (business_id, program_id, version, document)
    select b, p, v, d::jsonb from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:versions as int[]),
        cast(:documents as text[])
    ) as e (b, p, v, d) order by 1, 2, 3
    on conflict do nothing
""")
_BUSINESSES = text("""
    select business_id, mode, time_zone, currency, industry, country, region,
           now() + make_interval(secs => case mode when 'test' then clock_offset_s else 0 end)
               as now
    from business where business_id = any(cast(:ids as uuid[]))
""")
_PEOPLE = text("""
    with recursive wanted as (
        select p.business_id, p.person_id, p.person_id as at, p.merged_into, 0 as depth
        from person p
        join (select distinct * from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[]))
                as u (business_id, person_id)) e
          on e.business_id = p.business_id and e.person_id = p.person_id
        union all
        select w.business_id, w.person_id, p.person_id, p.merged_into, w.depth + 1
        from wanted w
        join person p on p.business_id = w.business_id and p.person_id = w.merged_into
        where w.depth < 10
    ), survivor as (
        select distinct on (business_id, person_id) business_id, person_id, at
        from wanted order by business_id, person_id, depth desc
    )
    select p.business_id, p.person_id, p.country, p.region, p.accepts, s.erased,
           s.name as contact_name, s.email as contact_email
    from survivor v
    join person p on p.business_id = v.business_id and p.person_id = v.person_id
    join person s on s.business_id = v.business_id and s.person_id = v.at
""")
_DOCUMENTS = text("""
    select p.business_id, p.program_id, p.version, p.document
    from program_version p
    join (select distinct * from unnest(
            cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:versions as int[])
         ) as u (business_id, program_id, version)) e
      on (e.business_id, e.program_id, e.version) = (p.business_id, p.program_id, p.version)
""")


@dataclass(frozen=True, slots=True)
class SavedBusiness:
    """A business whose copy changed, with its place among the `clock-applied` of its key."""

    business_id: UUID
    mode: str
    clock_offset_s: int
    seq: int
    last_tx: int


async def save_businesses(
    session: AsyncSession, changed: Sequence[BusinessChanged]
) -> list[SavedBusiness]:
    """Save what is newer than our copies; those that were. One event per business."""
    rows = await session.execute(
        _SAVE_BUSINESSES,
        {
            "ids": [one.business_id for one in changed],
            "versions": [one.version for one in changed],
            "modes": [one.mode for one in changed],
            "offsets": [one.clock_offset_s for one in changed],
            "zones": [one.time_zone for one in changed],
            "currencies": [one.currency for one in changed],
            "industries": [one.industry for one in changed],
            "countries": [one.place.country for one in changed],
            "regions": [one.place.region for one in changed],
        },
    )
    return [SavedBusiness(*row) for row in rows]


async def save_people(session: AsyncSession, changed: Sequence[PersonChanged]) -> None:
    """Save what is newer than our copies. One event per person."""
    await session.execute(
        _SAVE_PEOPLE,
        {
            "businesses": [one.business_id for one in changed],
            "ids": [one.person_id for one in changed],
            "versions": [one.version for one in changed],
            "names": [one.called.display or one.called.given for one in changed],
            "emails": [one.emails[0] if one.emails else None for one in changed],
            "countries": [one.place.country for one in changed],
            "regions": [one.place.region for one in changed],
            "accepts": [one.accepts for one in changed],
            "merged": [one.merged_into for one in changed],
        },
    )


async def erase_people(session: AsyncSession, erased: Sequence[PersonErased]) -> None:
    """Leave of these people only that they are erased. One event per person."""
    await session.execute(
        _ERASE_PEOPLE,
        {
            "businesses": [one.business_id for one in erased],
            "ids": [one.person_id for one in erased],
            "versions": [one.version for one in erased],
        },
    )


async def save_programs(session: AsyncSession, published: Sequence[ProgramPublished]) -> None:
    """Keep published versions, which never change."""
    await session.execute(
        _SAVE_PROGRAMS,
        {
            "businesses": [one.business_id for one in published],
            "ids": [one.program_id for one in published],
            "versions": [one.version for one in published],
            "documents": [orjson.dumps(one.document).decode() for one in published],
        },
    )


async def businesses(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Business]:
    """Those of these businesses that we know."""
    rows = await session.execute(_BUSINESSES, {"ids": list(ids)})
    return {row.business_id: Business(**row._mapping) for row in rows}


async def people(
    session: AsyncSession, wanted: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Person]:
    """Those of these people, by business and person, that we know."""
    pairs = list(wanted)
    rows = await session.execute(
        _PEOPLE, {"businesses": [b for b, _ in pairs], "ids": [p for _, p in pairs]}
    )
    found = {}
    for row in rows:
        fields = dict(row._mapping)
        business_id = fields.pop("business_id")
        found[business_id, row.person_id] = Person(**fields)
    return found


async def documents(
    session: AsyncSession, wanted: Iterable[tuple[UUID, UUID, int]]
) -> Mapping[tuple[UUID, UUID, int], dict[str, Any]]:
    """Those of these program versions, by business, program and version, that we know."""
    keys = list(wanted)
    rows = await session.execute(
        _DOCUMENTS,
        {
            "businesses": [b for b, _, _ in keys],
            "ids": [p for _, p, _ in keys],
            "versions": [v for _, _, v in keys],
        },
    )
    return {(row.business_id, row.program_id, row.version): row.document for row in rows}
