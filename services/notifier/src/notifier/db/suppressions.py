"""Addresses that are not to be written to again: a set of keyed hashes that only grows.

It survives the erasure of a person and their return, which is why it holds no address.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import ContactSuppressed
from notifier.db.metadata import metadata

suppression = Table(
    "suppression",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("address_hash", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    PrimaryKeyConstraint("business_id", "address_hash", "channel", "scope"),
)

_ADD = text("""
    insert into suppression (business_id, address_hash, channel, scope, reason)
    select * from unnest(
        cast(:businesses as uuid[]), cast(:hashes as text[]), cast(:channels as text[]),
        cast(:scopes as text[]), cast(:reasons as text[])
    ) as e order by 1, 2, 3, 4
    on conflict do nothing
""")
_SCOPES = text("""
    select scope from suppression
    where business_id = :business_id and address_hash = :hash and channel = 'email'
""")
_SILENT = text("""
    select exists (
        select from suppression
        where business_id = :business_id and address_hash = :hash and channel = 'email'
          and reason <> 'bounced')
""")


async def add(session: AsyncSession, suppressed: Sequence[ContactSuppressed]) -> None:
    """Add to the set; what is in it already stays as it is."""
    await session.execute(
        _ADD,
        {
            "businesses": [one.business_id for one in suppressed],
            "hashes": [one.address_hash for one in suppressed],
            "channels": [one.channel for one in suppressed],
            "scopes": [one.scope for one in suppressed],
            "reasons": [one.reason for one in suppressed],
        },
    )


async def add_new(session: AsyncSession, suppressed: ContactSuppressed) -> bool:
    """Add to the set; whether it was not in it yet."""
    values = suppressed.model_dump(include={"business_id", "address_hash", "channel", "scope"})
    values["reason"] = suppressed.reason
    statement = insert(suppression).values(values).on_conflict_do_nothing()
    added = await session.execute(statement.returning(suppression.c.address_hash))
    return added.one_or_none() is not None


async def mail_scopes(session: AsyncSession, business_id: UUID, address_hash: str) -> set[str]:
    """The scopes in which mail to this address is suppressed."""
    which = {"business_id": business_id, "hash": address_hash}
    return set(await session.scalars(_SCOPES, which))


async def asked_for_silence(session: AsyncSession, business_id: UUID, address_hash: str) -> bool:
    """Whether somebody at this address wants no letters, of whatever scope; one that merely bounces
    says nothing of that."""
    which = {"business_id": business_id, "hash": address_hash}
    return bool(await session.scalar(_SILENT, which))
