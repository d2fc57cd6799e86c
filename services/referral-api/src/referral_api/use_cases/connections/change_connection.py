"""Change a connection's name, status or notes."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.seal import Sealer
from referral_api.db.connections import connections
from referral_api.domain.connections.set_up import check_set_up
from referral_api.domain.notes import noted
from referral_api.domain.versions import check_version
from referral_api.ports import Source
from referral_api.use_cases.connections.create_connection import (
    opened_credentials,
    sealed_credentials,
)
from referral_api.use_cases.connections.get_connection import get_connection, unknown_connection


@dataclass(frozen=True, slots=True)
class Changing:
    """What knows which settings there are, and what seals credentials."""

    sources: Mapping[str, Source]
    sealer: Sealer


@dataclass(frozen=True, slots=True)
class Change:
    """Columns and what they are to be, of a connection whose version is among `expected`."""

    columns: Mapping[str, Any]
    expected: Set[int] | None


async def change_connection(
    business_id: UUID,
    connection_id: UUID,
    change: Change,
    *,
    changing: Changing,
    session: AsyncSession,
) -> Row[Any]:
    """The connection after `change`. A disabled one answers its sender 404.

    `settings`, `credentials` and `metadata` are changed key by key, null removing one.
    RejectedError `not_found`, `invalid_settings`, or `version_conflict` where its version is
    another.
    """
    row = await connections.lock_connection(session, business_id, connection_id)
    if row is None:
        raise unknown_connection()
    check_version(row.version, change.expected)
    wanted = dict(change.columns)
    for column in ("settings", "metadata"):
        if column in wanted:
            wanted[column] = noted(getattr(row, column), wanted[column])
    credentials = opened_credentials(row, changing.sealer)
    if "credentials" in wanted:
        credentials = noted(credentials, wanted.pop("credentials"))
        wanted.update(sealed_credentials(credentials, changing.sealer))
    if {"settings", "credentials"} & change.columns.keys():
        settings = wanted.get("settings", row.settings)
        check_set_up(changing.sources[row.source].ABOUT, settings, credentials)
    if any(getattr(row, column) != value for column, value in wanted.items()):
        await connections.change_connection(session, business_id, connection_id, wanted)
    return await get_connection(business_id, connection_id, session=session)
