"""Give a connection a new secret, without losing a webhook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.seal import Sealer
from referral_api.db.connections.connections import Secrets, lock_connection, replace_secret
from referral_api.ports import Source
from referral_api.use_cases.connections.create_connection import checked_secret
from referral_api.use_cases.connections.get_connection import get_connection, unknown_connection

OVERLAP_S = 24 * 3600
"""How long the old secret stays good: senders go on signing with it for an hour or so, and repeat
what failed for longer."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """Which connection, and the secret that its sender made; none: we make one."""

    connection_id: UUID
    secret: str | None = field(default=None, repr=False)


async def rotate_secret(
    business_id: UUID,
    rotation: Rotation,
    *,
    sources: Mapping[str, Source],
    sealer: Sealer,
    session: AsyncSession,
) -> tuple[Row[Any], str]:
    """The connection and its new secret; the old one is good for another 24 hours.

    RejectedError `not_found`, or `invalid_secret` for one that this source cannot have.
    """
    row = await lock_connection(session, business_id, rotation.connection_id)
    if row is None:
        raise unknown_connection()
    secret = checked_secret(sources[row.source], rotation.secret)
    secrets = Secrets(sealer.seal(secret), row.secret, OVERLAP_S)
    await replace_secret(session, business_id, rotation.connection_id, secrets)
    return await get_connection(business_id, rotation.connection_id, session=session), secret
