"""Set up a source for a business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import Problem, RejectedError
from goodword.seal import Sealer
from referral_api.db.connections.connections import add_connection
from referral_api.domain.connections.set_up import check_set_up
from referral_api.ports import Source
from referral_api.use_cases.connections.get_connection import get_connection


@dataclass(frozen=True, slots=True)
class NewConnection:
    """`secret` is what the sender signs with; none: we make one for the sender to use."""

    source: str
    name: str
    secret: str | None = field(default=None, repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    metadata: Mapping[str, str] = field(default_factory=dict)


async def create_connection(
    business_id: UUID,
    new: NewConnection,
    *,
    sources: Mapping[str, Source],
    sealer: Sealer,
    session: AsyncSession,
) -> tuple[Row[Any], str]:
    """The connection and its secret, which is kept sealed and can not be asked for again.

    RejectedError `unknown_source`, `invalid_secret` for one that this source cannot have, or
    `invalid_settings`.
    """
    source = sources.get(new.source)
    if source is None:
        detail = f"There is no such source; give one of {', '.join(sorted(sources))}."
        problem = Problem("/source", "unknown_source", detail)
        raise RejectedError("unknown_source", detail, problems=[problem])
    secret = checked_secret(source, new.secret)
    check_set_up(source.ABOUT, new.settings, new.credentials)
    connection_id = ids.new()
    await add_connection(
        session,
        {
            "business_id": business_id,
            "id": connection_id,
            "source": new.source,
            "name": new.name,
            "secret": sealer.seal(secret),
            "settings": dict(new.settings),
            **sealed_credentials(new.credentials, sealer),
            "metadata": dict(new.metadata),
        },
    )
    return await get_connection(business_id, connection_id, session=session), secret


def sealed_credentials(credentials: Mapping[str, str], sealer: Sealer) -> dict[str, Any]:
    """The columns that keep them."""
    if not credentials:
        return {"credentials": None, "credential_names": []}
    sealed = sealer.seal(orjson.dumps(dict(credentials)).decode())
    return {"credentials": sealed, "credential_names": sorted(credentials)}


def opened_credentials(row: Row[Any], sealer: Sealer) -> dict[str, str]:
    """What the sender's API wants of us, by name."""
    if row.credentials is None:
        return {}
    opened: dict[str, str] = orjson.loads(sealer.open(row.credentials))
    return opened


def checked_secret(source: Source, given: str | None) -> str:
    """The secret that was given, or a new one; RejectedError for what can be none."""
    if given is None:
        return source.new_secret()
    if not source.is_secret(given):
        detail = "This is not a secret of this source; copy it as the sender shows it."
        problem = Problem("/secret", "invalid_secret", detail)
        raise RejectedError("invalid_secret", detail, problems=[problem])
    return given
