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
from referral_api.domain.people.person import PersonRef
from referral_api.use_cases.people.upsert_people import upsert_people


@dataclass(frozen=True, slots=True)
class NewKey:
    """What somebody wants a key for, and whose it will be."""

    name: str
    scopes: Sequence[Scope] = SCOPES
    metadata: Mapping[str, str] | None = None
    owner: PersonRef | None = None


async def create_api_key(
    business_id: UUID, wanted: NewKey, *, session: AsyncSession
) -> tuple[Row[Any], str]:
    """The key's row, which holds a hash only, and the key; its owner is upserted."""
    owner_id = None
    if wanted.owner is not None:
        [person] = await upsert_people([wanted.owner], session=session)
        owner_id = person.person_id
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
            "owner_id": owner_id,
            "metadata": dict(wanted.metadata or {}),
        },
    )
    return row, key.token
