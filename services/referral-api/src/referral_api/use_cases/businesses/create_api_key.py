"""A new API key, which is shown this once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.businesses.businesses import add_api_key, business_of
from referral_api.domain.businesses.api_keys import SCOPES, Scope, make_key


@dataclass(frozen=True, slots=True)
class NewKey:
    """What somebody wants a key for."""

    name: str
    scopes: Sequence[Scope] = SCOPES
    metadata: Mapping[str, str] | None = None


async def create_api_key(
    business_id: UUID, wanted: NewKey, *, session: AsyncSession
) -> tuple[Row[Any], str]:
    """The key's row, which holds a hash only, and the key."""
    business = await business_of(session, business_id)
    key = make_key(business.mode)
    row = await add_api_key(
        session,
        {
            "business_id": business_id,
            "id": ids.new(),
            "public_id": key.public_id,
            "hashed": key.hashed,
            "name": wanted.name,
            "scopes": [scope for scope in SCOPES if scope in wanted.scopes],
            "metadata": dict(wanted.metadata or {}),
        },
    )
    return row, key.token
