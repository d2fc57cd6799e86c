"""What the copies of people say of those who may be asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.db.asks.happenings import Who, arrays

_PEOPLE = text("""
    select business_id, person_id, roles, email, do_not_ask, consents, first_purchase_at
    from person where (business_id, person_id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:people as uuid[])))
""")
_SUPPRESSED = text("""
    select distinct s.business_id, s.address_hash from suppression s
    join unnest(cast(:businesses as uuid[]), cast(:hashes as text[])) as e (business_id, hash)
      on (e.business_id, e.hash) = (s.business_id, s.address_hash)
    where s.channel = 'email'
""")
_PAGE = text("""
    select person_id from person
    where business_id = :business_id and person_id > :after and merged_into is null
      and (first_purchase_at is not null or 'client' = any(string_to_array(roles, E'\\n')))
    order by person_id limit :at_most
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person as far as it decides about asking. One who was erased is no client."""

    email: str | None
    is_client: bool
    do_not_ask: bool
    consents: list[dict[str, Any]]
    first_purchase_at: datetime | None


async def known(session: AsyncSession, people: Collection[Who]) -> dict[Who, Known]:
    """Those of these people that are known here."""
    rows = await session.execute(_PEOPLE, arrays(people))
    return {
        (row.business_id, row.person_id): Known(
            email=row.email,
            is_client=row.first_purchase_at is not None
            or "client" in (row.roles or "").splitlines(),
            do_not_ask=bool(row.do_not_ask),
            consents=row.consents or [],
            first_purchase_at=row.first_purchase_at,
        )
        for row in rows
    }


async def suppressed(
    session: AsyncSession, hashes: Collection[tuple[UUID, str]]
) -> set[tuple[UUID, str]]:
    """Those of these addresses (business and hash) that get no commercial mail."""
    keys = {"businesses": [b for b, _ in hashes], "hashes": [h for _, h in hashes]}
    rows = await session.execute(_SUPPRESSED, keys)
    return {(row.business_id, row.address_hash) for row in rows}


async def clients_after(
    session: AsyncSession, business_id: UUID, after: UUID, *, at_most: int
) -> list[UUID]:
    """The next clients of a business in the order of their ids, those merged into others left
    out."""
    which = {"business_id": business_id, "after": after, "at_most": at_most}
    return list(await session.scalars(_PAGE, which))
