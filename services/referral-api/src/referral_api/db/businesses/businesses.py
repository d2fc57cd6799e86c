"""Businesses and their API keys."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    LargeBinary,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns
from referral_api.db.columns import business_column, changed, object_columns, said
from referral_api.db.metadata import metadata
from referral_api.db.single import one
from referral_api.domain.addresses import Reading
from referral_api.domain.page import Page

business = Table(
    "business",
    metadata,
    business_column(),
    # Unique over all businesses: it stands in links before anyone knows whose they are.
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("clock_offset_s", BigInteger, nullable=False, server_default=text("0")),
    Column("industry", Text),
    Column("country", Text),
    Column("region", Text),
    Column("time_zone", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("postal_address", Text),
    Column("from_email", Text),
    Column("from_name", Text),
    Column("reply_to", Text),
    Column("contact_email", Text),
    Column("parameters", JSONB, nullable=False, server_default=text("'{}'")),
    *object_columns(),
    *aggregate_columns(),
    CheckConstraint("mode in ('live', 'test')", name="business_mode"),
    CheckConstraint(
        "clock_offset_s >= 0 and (mode = 'test' or clock_offset_s = 0)", name="business_clock"
    ),
)

api_key = Table(
    "api_key",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("public_id", Text, nullable=False, unique=True),
    Column("hashed", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    # Whose it is, for ever: two keys of one person are not two pairs of eyes.
    Column("owner_id", Uuid),
    Column("last_used_at", DateTime(timezone=True)),
    *object_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
    ForeignKeyConstraint(
        ["business_id", "owner_id"], ["person.business_id", "person.id"], name="api_key_owner"
    ),
)

FIND_API_KEY = """
create or replace function find_api_key(wanted text)
returns table (business_id uuid, key_id uuid, hashed bytea, scopes text[], mode text, stale boolean)
language sql stable security definer set search_path = referral, pg_catalog as $$
    select k.business_id, k.id, k.hashed, k.scopes, b.mode,
           k.last_used_at is null or k.last_used_at < now() - interval '1 minute'
    from api_key k join business b using (business_id)
    where k.public_id = wanted
$$
"""
"""Before the key is known there is no business to see the rows of."""

FIND_BUSINESS = """
create or replace function find_business(wanted text) returns uuid
language sql stable security definer set search_path = referral, pg_catalog as $$
    select business_id from business where slug = wanted
$$
"""

PAGE_OF_BUSINESSES = """
create or replace function page_of_businesses(
    behind uuid, ascending boolean, since timestamptz, until timestamptz, at_most int)
returns setof uuid
language sql stable security definer set search_path = referral, pg_catalog as $$
    select business_id from business
    where (behind is null or case when ascending then business_id > behind
                                  else business_id < behind end)
      and (since is null or created_at > since) and (until is null or created_at < until)
    order by case when ascending then business_id end, business_id desc
    limit at_most
$$
"""
"""For the platform, which works through all businesses; their rows stay under row security."""

FUNCTIONS = (FIND_API_KEY, FIND_BUSINESS, PAGE_OF_BUSINESSES)

_READINGS = text("""
    select business_id, country,
           coalesce((parameters ->> 'same_mailbox_same_person')::boolean, true) as same_mailbox
    from business where business_id = any(cast(:ids as uuid[]))
""")
_OWNER = text("""
    select coalesce(p.merged_into, p.id) from api_key k
    join person p on (p.business_id, p.id) = (k.business_id, k.owner_id)
    where k.business_id = :business_id and k.id = :key_id
""")
_FIND_API_KEY = text("select * from find_api_key(:public_id)")
_FIND_BUSINESS = text("select find_business(:slug)")
_PAGE_OF_BUSINESSES = text("""
    select page_of_businesses(:behind, :ascending, :since, :until, :at_most)
""")
# Whoever comes second leaves it: requests of one key must not wait for each other.
_TOUCH = text("""
    update api_key set last_used_at = now()
    where (business_id, id) in (
        select business_id, id from api_key
        where business_id = :business_id and id = :key_id for update skip locked)
""")


async def find_api_key(session: AsyncSession, public_id: str) -> Row[Any] | None:
    """business_id, key_id, hashed, scopes, mode and stale of any business's key."""
    return (await session.execute(_FIND_API_KEY, {"public_id": public_id})).one_or_none()


async def touch_api_key(session: AsyncSession, business_id: UUID, key_id: UUID) -> None:
    """Note that the key was used just now."""
    await session.execute(_TOUCH, {"business_id": business_id, "key_id": key_id})


async def owner_of(session: AsyncSession, business_id: UUID, key_id: UUID) -> UUID | None:
    """Who stands by now for the person whose key it is; None where nobody was named."""
    what = {"business_id": business_id, "key_id": key_id}
    found: UUID | None = await session.scalar(_OWNER, what)
    return found


async def find_business(session: AsyncSession, slug: str) -> UUID | None:
    """The business with this slug, whoever asks."""
    found: UUID | None = await session.scalar(_FIND_BUSINESS, {"slug": slug})
    return found


async def page_of_businesses(session: AsyncSession, page: Page) -> list[UUID]:
    """The ids of all businesses on a page, and of one more behind it."""
    found = await session.scalars(
        _PAGE_OF_BUSINESSES,
        {
            "behind": page.after,
            "ascending": page.ascending,
            "since": page.created_after,
            "until": page.created_before,
            "at_most": page.limit + 1,
        },
    )
    return list(found.all())


async def businesses_of(
    session: AsyncSession, business_ids: Sequence[UUID]
) -> dict[UUID, Row[Any]]:
    """Rows by id, of businesses that the transaction sees."""
    wanted = select(business, business.c.business_id.label("id")).where(
        business.c.business_id.in_(business_ids)
    )
    return {row.business_id: row for row in await session.execute(wanted)}


async def add_business(session: AsyncSession, values: Mapping[str, Any]) -> Row[Any]:
    """The new business; it has said one event."""
    return await one(session, insert(business).values(values).returning(business))


async def business_of(session: AsyncSession, business_id: UUID, *, lock: bool = False) -> Row[Any]:
    """The business's row, locked where it is about to change."""
    wanted = select(business).where(business.c.business_id == business_id)
    return await one(session, wanted.with_for_update() if lock else wanted)


async def readings_of(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Reading]:
    """How these businesses read what people are known by."""
    rows = await session.execute(_READINGS, {"ids": list(ids)})
    return {row.business_id: Reading(row.country, row.same_mailbox) for row in rows}


async def change_business(
    session: AsyncSession, business_id: UUID, changes: Mapping[str, Any]
) -> Row[Any]:
    """The business after `changes`, as its next event says it."""
    statement = (
        update(business)
        .where(business.c.business_id == business_id)
        .values(**changed(business), **said(business), **changes)
        .returning(business)
    )
    return await one(session, statement)


async def add_api_key(session: AsyncSession, values: Mapping[str, Any]) -> Row[Any]:
    return await one(session, insert(api_key).values(values).returning(api_key))


async def remove_api_key(session: AsyncSession, business_id: UUID, key_id: UUID) -> bool:
    """Whether there was such a key."""
    statement = api_key.delete().where(api_key.c.business_id == business_id, api_key.c.id == key_id)
    return bool((await session.execute(statement.returning(api_key.c.id))).one_or_none())
