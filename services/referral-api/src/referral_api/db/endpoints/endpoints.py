"""Endpoints: where a business is told what happened."""

from collections.abc import Iterable, Mapping, Sequence
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
    Table,
    Text,
    Uuid,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import SEALED
from referral_api.db.columns import changed, object_columns
from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.db.single import one_or_none
from referral_api.domain.page import Page

webhook_endpoint = Table(
    "webhook_endpoint",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    # None: all.
    Column("event_types", ARRAY(Text), nullable=False, server_default="{}"),
    # A removed one keeps its row: what was sent to it names it.
    Column("status", Text, nullable=False, server_default="active"),
    Column("disabled_reason", Text),
    Column("disabled_at", DateTime(timezone=True)),
    # The first attempt in vain since the last that came through.
    Column("failing_since", DateTime(timezone=True)),
    # Sealed. Until `previous_until` the secret before a rotation signs, too.
    Column("secret", Text, nullable=False, info=SEALED),
    Column("previous_secret", Text, info=SEALED),
    Column("previous_until", DateTime(timezone=True)),
    *object_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
    CheckConstraint("status in ('active', 'disabled', 'removed')", name="webhook_endpoint_status"),
)

_LISTENING = text("""
    select business_id, id, event_types from webhook_endpoint
    where business_id = any(cast(:businesses as uuid[])) and status = 'active'
    order by business_id, id
""")
_THERE = webhook_endpoint.c.status != "removed"


def _one(business_id: UUID, endpoint_id: UUID) -> Any:
    return (webhook_endpoint.c.business_id == business_id) & (webhook_endpoint.c.id == endpoint_id)


async def list_endpoints(
    session: AsyncSession, business_id: UUID, page: Page, filters: Mapping[str, Any] | None = None
) -> Paged:
    """Endpoints whose columns equal `filters`."""
    wanted = select(webhook_endpoint).where(webhook_endpoint.c.business_id == business_id, _THERE)
    for column, value in (filters or {}).items():
        wanted = wanted.where(webhook_endpoint.c[column] == value)
    return await read_page(session, wanted, webhook_endpoint, page)


async def count_endpoints(session: AsyncSession, business_id: UUID) -> int:
    wanted = select(func.count()).where(webhook_endpoint.c.business_id == business_id, _THERE)
    return int(await session.scalar(wanted) or 0)


async def listening(session: AsyncSession, businesses: Iterable[UUID]) -> Sequence[Row[Any]]:
    """The active endpoints of these businesses: whose, which, and what they want."""
    return (await session.execute(_LISTENING, {"businesses": list(businesses)})).all()


async def endpoint_of(
    session: AsyncSession, business_id: UUID, endpoint_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """The endpoint, held until the transaction ends where `lock`; None where it is unknown or
    removed."""
    wanted = select(webhook_endpoint).where(_one(business_id, endpoint_id), _THERE)
    return await one_or_none(session, wanted.with_for_update() if lock else wanted)


async def add_endpoint(session: AsyncSession, values: Mapping[str, Any]) -> None:
    await session.execute(insert(webhook_endpoint).values(values))


async def change_endpoint(
    session: AsyncSession, business_id: UUID, endpoint_id: UUID, changes: Mapping[str, Any]
) -> None:
    """Set columns of an endpoint that is locked, and count its version."""
    await session.execute(
        update(webhook_endpoint)
        .where(_one(business_id, endpoint_id))
        .values(**changed(webhook_endpoint), **changes)
    )


async def replace_secret(session: AsyncSession, row: Row[Any], secret: str, overlap_s: int) -> None:
    """Sign with a new secret, and with the old one for a while, too."""
    until = func.now() + func.make_interval(0, 0, 0, 0, 0, 0, overlap_s)
    changes = {"secret": secret, "previous_secret": row.secret, "previous_until": until}
    await change_endpoint(session, row.business_id, row.id, changes)


async def remove_endpoint(session: AsyncSession, business_id: UUID, endpoint_id: UUID) -> None:
    """Tell it nothing more; its address and secrets are gone."""
    changes = {
        "status": "removed",
        "url": "",
        "secret": "",
        "previous_secret": None,
        "previous_until": None,
    }
    await change_endpoint(session, business_id, endpoint_id, changes)


async def note_success(session: AsyncSession, business_id: UUID, endpoint_id: UUID) -> None:
    """Something came through. No row is written where all is well, as it mostly is."""
    await session.execute(
        update(webhook_endpoint)
        .where(_one(business_id, endpoint_id), webhook_endpoint.c.failing_since.is_not(None))
        .values(failing_since=None)
    )


async def note_failure(
    session: AsyncSession, business_id: UUID, endpoint_id: UUID
) -> Row[Any] | None:
    """An attempt was in vain: its `status`, `failing_since` and the time now; None where it is
    removed. The endpoint is locked from here on."""
    since = func.coalesce(webhook_endpoint.c.failing_since, func.now())
    statement = (
        update(webhook_endpoint)
        .where(_one(business_id, endpoint_id), _THERE)
        .values(failing_since=since)
        .returning(
            webhook_endpoint.c.status,
            webhook_endpoint.c.failing_since,
            text("now() as at"),
        )
    )
    return await one_or_none(session, statement)
