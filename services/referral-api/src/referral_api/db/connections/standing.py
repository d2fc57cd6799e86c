"""Connections as an operator looks over them, of the businesses that the transaction sees."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.connections.connections import connection
from referral_api.db.connections.deliveries import delivery

_DAY_OLD = connection.c.created_at < text("now() - interval '1 day'")
_ACTIVE = connection.c.status == "active"


async def silent_connections(session: AsyncSession) -> Sequence[Any]:
    """`id` and `source` of those that are a day old or more, and never brought a webhook."""
    heard = exists().where(
        delivery.c.business_id == connection.c.business_id,
        delivery.c.connection_id == connection.c.id,
        ~delivery.c.test,
    )
    wanted = select(connection.c.id, connection.c.source).where(_ACTIVE, _DAY_OLD, ~heard)
    return (await session.execute(wanted.order_by(connection.c.id))).all()


async def sealed_secrets(session: AsyncSession) -> Sequence[Any]:
    """`id`, `source` and sealed `secret` of each that is in use."""
    wanted = select(connection.c.id, connection.c.source, connection.c.secret).where(_ACTIVE)
    return (await session.execute(wanted.order_by(connection.c.id))).all()
