"""Connections: one business's set-up of one source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import SEALED
from referral_api.db.columns import changed, object_columns
from referral_api.db.connections.deliveries import delivery
from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.db.single import one_or_none
from referral_api.domain.page import Page

connection = Table(
    "connection",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    # A removed one keeps its row: its deliveries name it.
    Column("status", Text, nullable=False, server_default="active"),
    Column("settings", JSONB, nullable=False, server_default=text("'{}'")),
    # Sealed. The secret before a rotation stays good until `previous_until`.
    Column("secret", Text, nullable=False, info=SEALED),
    Column("previous_secret", Text, info=SEALED),
    Column("previous_until", DateTime(timezone=True)),
    # What the sender's own API wants of us: JSON, sealed as a whole, and which there are.
    Column("credentials", Text, info=SEALED),
    Column("credential_names", ARRAY(Text), nullable=False, server_default="{}"),
    # All that its sender changed before then has been asked for.
    Column("reconciled_until", DateTime(timezone=True)),
    *object_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
    CheckConstraint("status in ('active', 'disabled', 'removed')", name="connection_status"),
)

FIND_CONNECTION = """
create or replace function find_connection(wanted uuid)
returns table (business_id uuid, source text, settings jsonb, secret text, previous_secret text,
               previous_is_good boolean)
language sql stable security definer set search_path = referral, pg_catalog as $$
    select c.business_id, c.source, c.settings, c.secret, c.previous_secret,
           coalesce(c.previous_until > now(), false)
    from connection c where c.id = wanted and c.status = 'active'
$$
"""
"""Before the connection is known there is no business to see the rows of."""

FUNCTIONS = (FIND_CONNECTION,)

_FIND = text("select * from find_connection(:connection_id)")


@dataclass(frozen=True, slots=True)
class Secrets:
    """Sealed secrets as a rotation leaves them."""

    secret: str
    previous: str
    overlap_s: int


async def find_connection(session: AsyncSession, connection_id: UUID) -> Row[Any] | None:
    """business_id, source, settings and sealed secrets of any business's active connection."""
    statement = _FIND.bindparams(connection_id=connection_id)
    return await one_or_none(session, statement)


def _shown(business_id: UUID) -> Select[Any]:
    """Connections with what came lately of what their senders delivered."""
    own = and_(
        delivery.c.business_id == connection.c.business_id,
        delivery.c.connection_id == connection.c.id,
        ~delivery.c.test,
    )
    last = select(func.max(delivery.c.created_at)).where(own).scalar_subquery()
    failures = (
        select(func.count())
        .where(own, delivery.c.status == "failed")
        .where(delivery.c.created_at > text("now() - interval '24 hours'"))
        .scalar_subquery()
    )
    return select(connection, last.label("last_delivery_at"), failures.label("failures_24h")).where(
        connection.c.business_id == business_id, connection.c.status != "removed"
    )


async def list_connections(
    session: AsyncSession, business_id: UUID, page: Page, filters: Mapping[str, Any] | None = None
) -> Paged:
    """Connections whose columns equal `filters`."""
    wanted = _shown(business_id)
    for column, value in (filters or {}).items():
        wanted = wanted.where(connection.c[column] == value)
    return await read_page(session, wanted, connection, page)


async def connection_of(
    session: AsyncSession, business_id: UUID, connection_id: UUID
) -> Row[Any] | None:
    """The connection as it is shown; None where it is unknown or removed."""
    wanted = _shown(business_id).where(connection.c.id == connection_id)
    return await one_or_none(session, wanted)


async def lock_connection(
    session: AsyncSession, business_id: UUID, connection_id: UUID
) -> Row[Any] | None:
    """The bare row, held until the transaction ends; None where unknown or removed."""
    wanted = (
        select(connection)
        .where(connection.c.business_id == business_id, connection.c.id == connection_id)
        .where(connection.c.status != "removed")
        .with_for_update()
    )
    return await one_or_none(session, wanted)


async def add_connection(session: AsyncSession, values: Mapping[str, Any]) -> None:
    await session.execute(insert(connection).values(values))


async def change_connection(
    session: AsyncSession, business_id: UUID, connection_id: UUID, changes: Mapping[str, Any]
) -> None:
    """Set columns of a connection that is locked, and count its version."""
    statement = (
        update(connection)
        .where(connection.c.business_id == business_id, connection.c.id == connection_id)
        .values(**changed(connection), **changes)
    )
    await session.execute(statement)


async def replace_secret(
    session: AsyncSession, business_id: UUID, connection_id: UUID, secrets: Secrets
) -> None:
    """Take a new secret, and leave the old one good for a while."""
    until = func.now() + func.make_interval(0, 0, 0, 0, 0, 0, secrets.overlap_s)
    await change_connection(
        session,
        business_id,
        connection_id,
        {
            "secret": secrets.secret,
            "previous_secret": secrets.previous,
            "previous_until": until,
        },
    )


async def reconciled_until(
    session: AsyncSession, business_id: UUID, connection_id: UUID
) -> datetime | None:
    """All that the sender changed before then has been asked for; None: nothing yet."""
    found: datetime | None = await session.scalar(
        select(connection.c.reconciled_until).where(
            connection.c.business_id == business_id, connection.c.id == connection_id
        )
    )
    return found


async def note_reconciled(
    session: AsyncSession, business_id: UUID, connection_id: UUID, until: datetime
) -> None:
    """Not a change of the connection, whose version stays; it never goes back."""
    latest = func.greatest(connection.c.reconciled_until, until)
    await session.execute(
        update(connection)
        .where(connection.c.business_id == business_id, connection.c.id == connection_id)
        .values(reconciled_until=latest)
    )


async def remove_connection(session: AsyncSession, business_id: UUID, connection_id: UUID) -> None:
    """Hear nothing more from it; its secrets are gone."""
    await change_connection(
        session,
        business_id,
        connection_id,
        {
            "status": "removed",
            "secret": "",
            "previous_secret": None,
            "previous_until": None,
            "credentials": None,
            "credential_names": [],
        },
    )
