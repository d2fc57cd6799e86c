"""Copies of what programs promise: each published version, which never changes."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Table, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import ProgramPublished
from notifier.db.metadata import metadata

program_version = Table(
    "program_version",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", JSONB, nullable=False),
    PrimaryKeyConstraint("business_id", "program_id", "version"),
)

VersionKey = tuple[UUID, UUID, int]
"""A business, a program of it, and a version of that."""

_SAVE = text("""
    insert into program_version (business_id, program_id, version, document)
    select e.business_id, e.program_id, e.version, e.document::jsonb
    from unnest(
        cast(:businesses as uuid[]), cast(:programs as uuid[]), cast(:versions as int[]),
        cast(:documents as text[])
    ) as e (business_id, program_id, version, document)
    order by 1, 2, 3 on conflict do nothing
""")
_FIND = text("""
    select v.* from program_version v
    join unnest(
        cast(:businesses as uuid[]), cast(:programs as uuid[]), cast(:versions as int[])
    ) as w (business_id, program_id, version) using (business_id, program_id, version)
""")


async def save_versions(
    session: AsyncSession, published: Sequence[ProgramPublished], documents: Sequence[str]
) -> None:
    """Keep versions with their documents as JSON; one that is known stays."""
    await session.execute(
        _SAVE,
        {
            "businesses": [one.business_id for one in published],
            "programs": [one.program_id for one in published],
            "versions": [one.version for one in published],
            "documents": list(documents),
        },
    )


async def documents_of(
    session: AsyncSession, wanted: Iterable[VersionKey]
) -> dict[VersionKey, dict[str, Any]]:
    """The documents of those of these versions that we know."""
    keys = list(wanted)
    rows = await session.execute(
        _FIND,
        {
            "businesses": [key[0] for key in keys],
            "programs": [key[1] for key in keys],
            "versions": [key[2] for key in keys],
        },
    )
    return {(row.business_id, row.program_id, row.version): row.document for row in rows}
