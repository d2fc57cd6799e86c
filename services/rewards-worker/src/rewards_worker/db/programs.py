"""Copies of programs: published versions, and for which places they are signed for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import ProgramPublished, ProgramSignedOff
from rewards_worker.db.metadata import metadata

VersionKey = tuple[UUID, UUID, int]
"""Business, program, version."""

program_version = Table(
    "program_version",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", JSONB, nullable=False),
    PrimaryKeyConstraint("business_id", "program_id", "version"),
)

sign_off = Table(
    "sign_off",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    # ISO 3166, such as US-WA.
    Column("place", Text, nullable=False),
    PrimaryKeyConstraint("business_id", "program_id", "version", "place"),
)

_SAVE_PROGRAMS = text("""
    insert into program_version (business_id, program_id, version, document)
    select b, p, v, d::jsonb from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:versions as int[]),
        cast(:documents as text[])
    ) as e (b, p, v, d) order by 1, 2, 3
    on conflict do nothing
""")
_DOCUMENTS = text("""
    select p.business_id, p.program_id, p.version, p.document
    from program_version p
    join (select distinct * from unnest(
            cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:versions as int[])
         ) as u (business_id, program_id, version)) e
      on (e.business_id, e.program_id, e.version) = (p.business_id, p.program_id, p.version)
""")

_SAVE_SIGN_OFFS = text("""
    insert into sign_off (business_id, program_id, version, place)
    select * from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:versions as int[]),
        cast(:places as text[])
    ) as e order by 1, 2, 3, 4
    on conflict do nothing
""")
_PLACES = text("""
    select s.business_id, s.program_id, s.version, s.place from sign_off s
    join (select distinct * from unnest(
            cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:versions as int[])
         ) as u (business_id, program_id, version)) e
      on (e.business_id, e.program_id, e.version) = (s.business_id, s.program_id, s.version)
""")


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


async def documents(
    session: AsyncSession, wanted: Iterable[VersionKey]
) -> Mapping[VersionKey, dict[str, Any]]:
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


async def save_sign_offs(session: AsyncSession, signed: Sequence[ProgramSignedOff]) -> None:
    """Keep what was signed for, which is never taken back."""
    await session.execute(
        _SAVE_SIGN_OFFS,
        {
            "businesses": [one.business_id for one in signed],
            "ids": [one.program_id for one in signed],
            "versions": [one.program_version for one in signed],
            "places": [one.place for one in signed],
        },
    )


async def signed_places(
    session: AsyncSession, wanted: Iterable[VersionKey]
) -> Mapping[VersionKey, frozenset[str]]:
    """The places that versions (by business, program and version) are signed for."""
    keys = list(wanted)
    rows = await session.execute(
        _PLACES,
        {
            "businesses": [b for b, _, _ in keys],
            "ids": [p for _, p, _ in keys],
            "versions": [v for _, _, v in keys],
        },
    )
    found: dict[VersionKey, set[str]] = defaultdict(set)
    for row in rows:
        found[row.business_id, row.program_id, row.version].add(row.place)
    return {key: frozenset(found[key]) for key in keys}
