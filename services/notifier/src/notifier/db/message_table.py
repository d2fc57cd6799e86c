"""The table of messages, and what is done with it across businesses."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from goodword.database import SEALED, sealed_in
from notifier.db.metadata import metadata

message = Table(
    "message",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    # Whom it is to or about; none of a task that is about nobody.
    Column("person_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("cause_id", Uuid, nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("turn", Integer, nullable=False, server_default="0"),
    Column("lost", Integer, nullable=False, server_default="0"),
    Column("reason", Text),
    Column("lease_until", DateTime(timezone=True)),
    Column("channel", Text),
    Column("template", Text),
    Column("template_version", Integer),
    Column("header_message_id", Text),
    Column("facts", JSONB, info=sealed_in("sealed")),
    # What it is about, where its cause is but one of several facts that tell of that.
    Column("object_id", Text),
    # What was said that it waits for, and until when; of what is over, nothing.
    Column("waits_for", Text),
    Column("sends_after", DateTime(timezone=True)),
    # The composed mail is sealed: it holds an address, a name and perhaps a gift's code.
    Column("content", Text, info=SEALED),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("closed_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("business_id", "id"),
    # One letter of each kind for one cause, for ever, whatever is delivered again.
    UniqueConstraint(
        "business_id",
        "cause_id",
        "person_id",
        "kind",
        name="message_once",
        postgresql_nulls_not_distinct=True,
    ),
    CheckConstraint(
        "state in ('pending', 'sending', 'unanswered', 'sent', 'failed', 'suppressed',"
        " 'unconfirmed')",
        name="message_state",
    ),
)
Index(
    "message_about_once",
    message.c.business_id,
    message.c.object_id,
    message.c.kind,
    unique=True,
    postgresql_where=text("object_id is not null and state not in ('failed', 'suppressed')"),
)
Index("message_person", message.c.business_id, message.c.person_id)
Index(
    "message_waiting",
    message.c.business_id,
    message.c.person_id,
    postgresql_where=text("waits_for is not null"),
)
Index(
    "message_remembered",
    message.c.closed_at,
    postgresql_where=text("facts is not null or content is not null"),
)

_FORGET = """
create or replace function forget_messages(keep_days int, at_most int) returns bigint
language sql volatile security definer set search_path = notifier, pg_catalog, pg_temp as $$
    with old as materialized (
        select business_id, id from message
        where closed_at < now() - make_interval(days => keep_days)
          and (facts is not null or content is not null)
        order by closed_at limit at_most for update skip locked
    ), forgotten as (
        update message m set facts = null, content = null
        from old where m.business_id = old.business_id and m.id = old.id
        returning 1
    )
    select count(*) from forgotten
$$
"""
_WHOSE = """
create or replace function business_of_message(of_id uuid) returns uuid
language sql stable security definer set search_path = notifier, pg_catalog, pg_temp as $$
    select business_id from message where id = of_id
$$
"""

FUNCTIONS = (_FORGET, _WHOSE)
"""With the rights of the tables' owner, since they begin where no business is known yet."""
