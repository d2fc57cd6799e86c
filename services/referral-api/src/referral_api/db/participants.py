"""People in programs, and the clicks on their links."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
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
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns
from referral_api.db.columns import changed, created_column, object_columns, said
from referral_api.db.metadata import metadata
from referral_api.db.programs import program, program_version
from referral_api.db.single import one, one_or_none

participant = Table(
    "participant",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("program_version", Integer, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="active"),
    Column("joined_at", DateTime(timezone=True), nullable=False),
    Column("discussed_at", DateTime(timezone=True)),
    Column("terms_sent_at", DateTime(timezone=True)),
    *object_columns(),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(
        ["business_id", "program_id", "program_version"],
        [
            "program_version.business_id",
            "program_version.program_id",
            "program_version.version",
        ],
    ),
    ForeignKeyConstraint(["business_id", "person_id"], ["person.business_id", "person.id"]),
    CheckConstraint("status in ('active', 'left')", name="participant_status"),
)
Index("participant_code", participant.c.business_id, func.upper(participant.c.code), unique=True)
Index(
    "participant_once",
    participant.c.business_id,
    participant.c.program_id,
    participant.c.person_id,
    unique=True,
)
Index("participant_person", participant.c.business_id, participant.c.person_id)

click = Table(
    "click",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("participant_id", Uuid, nullable=False),
    Column("clicked_at", DateTime(timezone=True), nullable=False),
    created_column(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(
        ["business_id", "participant_id"], ["participant.business_id", "participant.id"]
    ),
    Index("click_participant", "business_id", "participant_id", "clicked_at"),
)


def participants_of(business_id: UUID) -> Any:
    """The select of a business's participants."""
    return select(participant).where(participant.c.business_id == business_id)


async def add_participant(session: AsyncSession, values: Mapping[str, Any]) -> Row[Any] | None:
    """The new participant, or None where the code or the person's place is taken."""
    statement = insert_or(participant).values(values).on_conflict_do_nothing()
    return await one_or_none(session, statement.returning(participant))


async def participant_of(
    session: AsyncSession, business_id: UUID, participant_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """The participant; locked where they are about to change."""
    wanted = participants_of(business_id).where(participant.c.id == participant_id)
    return await one_or_none(session, wanted.with_for_update() if lock else wanted)


async def participation_of(
    session: AsyncSession, business_id: UUID, program_id: UUID, person_id: UUID
) -> Row[Any] | None:
    """The one participation of a person in a program."""
    wanted = participants_of(business_id).where(
        participant.c.program_id == program_id, participant.c.person_id == person_id
    )
    return await one_or_none(session, wanted)


async def participant_by_code(
    session: AsyncSession, business_id: UUID, code: str
) -> Row[Any] | None:
    """The participant with a code, in whatever case, with `program_status` and the
    `destination_url` that their program has now."""
    url = program_version.c.document["destination_url"].astext.label("destination_url")
    wanted = (
        select(participant, program.c.status.label("program_status"), url)
        .join_from(
            participant,
            program,
            (program.c.business_id == participant.c.business_id)
            & (program.c.id == participant.c.program_id),
        )
        .join(
            program_version,
            (program_version.c.business_id == program.c.business_id)
            & (program_version.c.program_id == program.c.id)
            & (program_version.c.version == program.c.published_version),
        )
        .where(
            participant.c.business_id == business_id,
            func.upper(participant.c.code) == code.upper(),
        )
    )
    return await one_or_none(session, wanted)


async def change_participant(
    session: AsyncSession, business_id: UUID, participant_id: UUID, changes: Mapping[str, Any]
) -> Row[Any]:
    """The participant after `changes`, as their next event says it."""
    statement = (
        update(participant)
        .where(participant.c.business_id == business_id, participant.c.id == participant_id)
        .values(**changed(participant), **said(participant), **changes)
    )
    return await one(session, statement.returning(participant))


async def add_click(
    session: AsyncSession, follower: Row[Any], click_id: UUID, at: datetime
) -> None:
    """Somebody followed a participant's link."""
    values = {
        "business_id": follower.business_id,
        "id": click_id,
        "participant_id": follower.id,
        "clicked_at": at,
    }
    await session.execute(insert(click).values(values))
