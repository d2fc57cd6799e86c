"""Messages as the notifier last told of them; never their words."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import NOW
from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.db.people.filtering import equals
from referral_api.db.rows import as_json
from referral_api.db.single import one_or_none
from referral_api.domain.page import Page

message = Table(
    "message",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    # The place of its last event among those of the person.
    Column("seq", BigInteger, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("cause", Uuid, nullable=False),
    Column("channel", Text),
    Column("template", Text),
    Column("template_version", Integer),
    Column("message_id", Text),
    Column("sent_at", DateTime(timezone=True)),
    Column("failure", Text),
    Column("final", Boolean),
    # While it is `waiting`: for what, and until when by the business's clock, where that is known.
    Column("waits_for", Text),
    Column("sends_after", DateTime(timezone=True)),
    # What it is about, where its cause does not say: a welcome's participant.
    Column("object_id", Text),
    Column("version", BigInteger, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    PrimaryKeyConstraint("business_id", "id"),
)
Index("message_person", message.c.business_id, message.c.person_id)
Index("message_cause", message.c.business_id, message.c.cause)
Index("message_object", message.c.business_id, message.c.object_id)

_SAVE = text("""
    insert into message as m (
        business_id, id, seq, person_id, kind, status, cause, channel, template,
        template_version, message_id, sent_at, failure, final, waits_for, sends_after, object_id,
        created_at, updated_at)
    select business_id, id, seq, person_id, kind, status, cause, channel, template,
           template_version, message_id, sent_at, failure, final, waits_for, sends_after, object_id,
           at, at
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, seq bigint, person_id uuid, kind text, status text,
        cause uuid, channel text, template text, template_version int, message_id text,
        sent_at timestamptz, failure text, final boolean, waits_for text, sends_after timestamptz,
        object_id text, at timestamptz)
    order by business_id, id
    on conflict (business_id, id) do update
    set seq = excluded.seq, status = excluded.status, channel = excluded.channel,
        template = coalesce(excluded.template, m.template),
        template_version = coalesce(excluded.template_version, m.template_version),
        message_id = coalesce(excluded.message_id, m.message_id),
        sent_at = coalesce(excluded.sent_at, m.sent_at), failure = excluded.failure,
        final = excluded.final, waits_for = excluded.waits_for,
        sends_after = excluded.sends_after,
        object_id = coalesce(excluded.object_id, m.object_id),
        version = m.version + 1, updated_at = excluded.updated_at
    where excluded.seq > m.seq
""")


async def save_messages(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep messages as they were told, at most one row each; what is older is left out."""
    await session.execute(_SAVE, {"rows": as_json(rows)})


async def list_messages(
    session: AsyncSession, business_id: UUID, filters: Mapping[str, Any], page: Page
) -> Paged:
    """Messages whose columns equal `filters`."""
    statement = select(message).where(message.c.business_id == business_id)
    for column, value in filters.items():
        statement = statement.where(equals(message, column, value, business_id))
    return await read_page(session, statement, message, page)


async def message_of(session: AsyncSession, business_id: UUID, message_id: UUID) -> Row[Any] | None:
    wanted = select(message).where(message.c.business_id == business_id, message.c.id == message_id)
    return await one_or_none(session, wanted)
