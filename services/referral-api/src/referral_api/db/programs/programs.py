"""Programs and their published versions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns
from referral_api.db.columns import changed, created_column, object_columns, said
from referral_api.db.metadata import metadata
from referral_api.db.single import one, one_or_none

program = Table(
    "program",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("draft", JSONB),
    Column("published_version", Integer),
    *object_columns(),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
    CheckConstraint("status in ('draft', 'active', 'paused', 'ended')", name="program_status"),
)

program_version = Table(
    "program_version",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    # For lists, which page by id.
    Column("id", Uuid, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    created_column(),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "program_id", "version"),
    ForeignKeyConstraint(["business_id", "program_id"], ["program.business_id", "program.id"]),
)

_PROGRAM = select(program, program_version.c.document).join_from(
    program,
    program_version,
    (program_version.c.business_id == program.c.business_id)
    & (program_version.c.program_id == program.c.id)
    & (program_version.c.version == program.c.published_version),
    isouter=True,
)
"""Programs with the document that is published now."""


def programs_of(business_id: UUID) -> Any:
    """The select of a business's programs, each with its published `document`."""
    return _PROGRAM.where(program.c.business_id == business_id)


async def program_of(
    session: AsyncSession, business_id: UUID, program_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """The program with its published `document`; its row locked where it is about to change."""
    wanted = programs_of(business_id).where(program.c.id == program_id)
    return await one_or_none(session, wanted.with_for_update(of=program) if lock else wanted)


async def add_program(session: AsyncSession, values: Mapping[str, Any]) -> None:
    """A new draft. Nothing is said of it: others hear of what is published."""
    await session.execute(insert(program).values(**values, seq=0))


async def change_program(
    session: AsyncSession, business_id: UUID, program_id: UUID, changes: Mapping[str, Any]
) -> None:
    """A change that is ours alone."""
    await session.execute(_update(business_id, program_id).values(**changed(program), **changes))


async def move_program(
    session: AsyncSession, business_id: UUID, program_id: UUID, changes: Mapping[str, Any]
) -> Row[Any]:
    """A change that an event says."""
    statement = _update(business_id, program_id).values(
        **changed(program), **said(program), **changes
    )
    return await one(session, statement.returning(program))


async def add_version(session: AsyncSession, values: Mapping[str, Any]) -> Row[Any]:
    """A published version, for ever; it has said one event."""
    return await one(session, insert(program_version).values(values).returning(program_version))


async def document_of(
    session: AsyncSession, business_id: UUID, program_id: UUID, version: int
) -> dict[str, Any]:
    """What a version that was published promises."""
    this = versions_of(business_id, program_id).where(program_version.c.version == version)
    document: dict[str, Any] = (await one(session, this)).document
    return document


def versions_of(business_id: UUID, program_id: UUID) -> Any:
    """The select of a program's published versions."""
    return select(program_version).where(
        program_version.c.business_id == business_id, program_version.c.program_id == program_id
    )


def _update(business_id: UUID, program_id: UUID) -> Any:
    return update(program).where(program.c.business_id == business_id, program.c.id == program_id)


async def version_of(
    session: AsyncSession, business_id: UUID, program_id: UUID, version: int
) -> dict[str, Any]:
    """The document of a published version that there is."""
    wanted = versions_of(business_id, program_id).where(program_version.c.version == version)
    document: dict[str, Any] = (await one(session, wanted)).document
    return document


async def version_or_none(
    session: AsyncSession, business_id: UUID, program_id: UUID, version: int | None
) -> dict[str, Any] | None:
    """The document of a published version, if there is one."""
    wanted = versions_of(business_id, program_id).where(program_version.c.version == version)
    row = await one_or_none(session, wanted)
    return row.document if row else None
