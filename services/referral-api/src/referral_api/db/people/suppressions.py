"""Addresses that are not to be written to again, as keyed hashes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, PrimaryKeyConstraint, Row, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns
from goodword.events import ContactSuppressed
from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata
from referral_api.db.single import one_or_none

suppression = Table(
    "suppression",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("address_hash", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("reason", Text, nullable=False),
    created_column(),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "address_hash", "channel", "scope"),
)


async def note_suppressions(session: AsyncSession, told: Sequence[ContactSuppressed]) -> None:
    """Keep what another service has said."""
    rows = [one.model_dump() for one in sorted(told, key=lambda one: one.key)]
    await session.execute(insert(suppression).on_conflict_do_nothing(), rows)


async def add_suppression(session: AsyncSession, values: dict[str, Any]) -> Row[Any] | None:
    """The new suppression, which has said one event; None where there was one already."""
    statement = insert(suppression).values(values).on_conflict_do_nothing()
    return await one_or_none(session, statement.returning(suppression))


async def suppressed_scopes(
    session: AsyncSession, business_id: UUID, address_hash: str, channel: str
) -> frozenset[str]:
    """What an address is not written to about any more: `all`, `marketing`."""
    wanted = select(suppression.c.scope).where(
        suppression.c.business_id == business_id,
        suppression.c.address_hash == address_hash,
        suppression.c.channel == channel,
    )
    return frozenset((await session.scalars(wanted)).all())


async def asked_for_silence(
    session: AsyncSession, business_id: UUID, hashes: Sequence[str]
) -> bool:
    """Whether somebody at one of these addresses wants no letters; one that merely bounces says
    nothing of that."""
    wanted = select(suppression.c.reason).where(
        suppression.c.business_id == business_id,
        suppression.c.address_hash.in_(hashes),
        suppression.c.reason != "bounced",
    )
    return bool(hashes) and (await session.execute(wanted.limit(1))).first() is not None


async def is_suppressed(session: AsyncSession, business_id: UUID, hashed: str) -> bool:
    """Whether a mailbox gets no commercial mail, whatever the reason."""
    wanted = select(suppression.c.scope).where(
        suppression.c.business_id == business_id,
        suppression.c.address_hash == hashed,
        suppression.c.channel == "email",
    )
    return (await session.execute(wanted.limit(1))).first() is not None
