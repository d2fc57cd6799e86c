"""For which places somebody has signed that a version of a program may be offered there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
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
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns
from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata
from referral_api.db.programs.programs import program_version
from referral_api.db.single import one, one_or_none

sign_off = Table(
    "sign_off",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("program_version", Integer, nullable=False),
    # ISO 3166, such as US-WA.
    Column("place", Text, nullable=False),
    Column("id", Uuid, nullable=False),
    # The rules of law that left it open when it was signed for.
    Column("rules", ARRAY(Text), nullable=False),
    # Why it may be: whose opinion it is, and where that is kept.
    Column("reason", Text, nullable=False),
    # An API key's id.
    Column("actor", Text, nullable=False),
    Column("signed_at", DateTime(timezone=True), nullable=False),
    created_column(),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "program_id", "program_version", "place"),
    ForeignKeyConstraint(
        ["business_id", "program_id", "program_version"],
        [program_version.c.business_id, program_version.c.program_id, program_version.c.version],
    ),
)
Index("sign_off_id", sign_off.c.business_id, sign_off.c.id, unique=True)


def sign_offs_of(business_id: UUID, program_id: UUID) -> Any:
    """The select of a program's sign-offs."""
    return select(sign_off).where(
        sign_off.c.business_id == business_id, sign_off.c.program_id == program_id
    )


async def add_sign_off(session: AsyncSession, values: Mapping[str, Any]) -> tuple[Row[Any], bool]:
    """The sign-off for a version and a place, and whether it is new: the first one counts."""
    statement = insert(sign_off).values(values).on_conflict_do_nothing()
    row = await one_or_none(session, statement.returning(sign_off))
    if row is not None:
        return row, True
    wanted = sign_offs_of(values["business_id"], values["program_id"]).where(
        sign_off.c.program_version == values["program_version"],
        sign_off.c.place == values["place"],
    )
    return await one(session, wanted), False


async def signed_places(
    session: AsyncSession, business_id: UUID, program_id: UUID, version: int | None
) -> frozenset[str]:
    """The places that a version is signed for; a draft is for none."""
    if version is None:
        return frozenset()
    wanted = sign_offs_of(business_id, program_id).where(sign_off.c.program_version == version)
    return frozenset(row.place for row in await session.execute(wanted))
