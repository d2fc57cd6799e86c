"""Asks: what we wanted asked, what the notifier told of it, and what the client answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    case,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import changed, object_columns
from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.db.people.filtering import equals
from referral_api.db.people.people import Who, everybody_behind
from referral_api.db.rows import as_json
from referral_api.db.single import one_or_none
from referral_api.domain.page import Page

ask = Table(
    "ask",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    # Whoever was asked, also after a merge: lists find an alias and its survivor alike.
    Column("person_id", Uuid, nullable=False),
    Column("rep_id", Uuid),
    Column("wanted", Text, nullable=False, server_default="introduction"),
    # Who wanted it; nobody where a signal of the client's opened the window.
    Column("requested_by", Text),
    Column("requested_at", DateTime(timezone=True)),
    Column("signal_kind", Text),
    Column("signal_id", Text),
    # The end of the window that was opened; null where nobody told.
    Column("closes_at", DateTime(timezone=True)),
    # The time of the newest word of the notifier's.
    Column("told_at", DateTime(timezone=True)),
    Column("reasons", JSONB, nullable=False, server_default=text("'[]'")),
    # Whether the window has closed without it.
    Column("withheld", Boolean, nullable=False, server_default=text("false")),
    Column("template", Text),
    Column("template_version", Integer),
    Column("message_id", Uuid),
    Column("sent_at", DateTime(timezone=True)),
    Column("answer", Text),
    Column("via", Text),
    Column("answered_by", Text),
    Column("answered_at", DateTime(timezone=True)),
    Column("referral_ids", ARRAY(Uuid), nullable=False, server_default="{}"),
    *object_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    CheckConstraint("wanted in ('name', 'permission', 'introduction')", name="ask_wanted"),
    CheckConstraint("answer in ('named', 'not_now', 'never')", name="ask_answer"),
)
Index("ask_person", ask.c.business_id, ask.c.person_id)
# A mail says which ask it answers, and not whose.
Index("ask_by_id", ask.c.id)

# What was sent stays sent; of reasons the newest count, and none once it was sent.
_TELL = text("""
    insert into ask as a (business_id, id, person_id, rep_id, wanted, signal_kind, signal_id,
                          told_at, reasons, withheld, template, template_version, message_id,
                          sent_at, created_at, updated_at)
    select business_id, id, person_id, rep_id, coalesce(wanted, 'introduction'), signal_kind,
           signal_id, told_at, reasons, withheld, template, template_version, message_id, sent_at,
           at, at
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, person_id uuid, rep_id uuid, wanted text, signal_kind text,
        signal_id text, told_at timestamptz, reasons jsonb, withheld boolean, template text,
        template_version int, message_id uuid, sent_at timestamptz, at timestamptz)
    order by business_id, id
    on conflict (business_id, id) do update
    set rep_id = coalesce(excluded.rep_id, a.rep_id),
        wanted = case when excluded.sent_at is null then a.wanted else excluded.wanted end,
        signal_kind = coalesce(excluded.signal_kind, a.signal_kind),
        signal_id = coalesce(excluded.signal_id, a.signal_id),
        told_at = greatest(excluded.told_at, a.told_at), reasons = excluded.reasons,
        withheld = excluded.withheld, template = excluded.template,
        template_version = excluded.template_version, message_id = excluded.message_id,
        sent_at = excluded.sent_at, version = a.version + 1, updated_at = excluded.updated_at
    where a.sent_at is null
      and (excluded.sent_at is not null or a.told_at is null or excluded.told_at >= a.told_at)
""")

# Whoever asks for an ask is told of it before, and by it; what follows may be told before.
_PROPOSE = text("""
    insert into ask as a (business_id, id, person_id, rep_id, wanted, signal_kind, signal_id,
                          closes_at, created_at, updated_at)
    select business_id, id, person_id, rep_id, wanted, signal_kind, signal_id, closes_at, at, at
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, person_id uuid, rep_id uuid, wanted text, signal_kind text,
        signal_id text, closes_at timestamptz, at timestamptz)
    order by business_id, id
    on conflict (business_id, id) do update
    set closes_at = excluded.closes_at, signal_kind = coalesce(a.signal_kind, excluded.signal_kind),
        signal_id = coalesce(a.signal_id, excluded.signal_id)
""")


async def propose_asks(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the windows that were opened, at most one row for each ask."""
    if rows:
        await session.execute(_PROPOSE, {"rows": as_json(rows)})


async def tell_asks(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what was told of asks, at most one row each; what is older is left out."""
    if rows:
        await session.execute(_TELL, {"rows": as_json(rows)})


async def add_ask(session: AsyncSession, values: Mapping[str, Any]) -> None:
    """An ask that somebody wants, of which nothing was told yet."""
    await session.execute(insert(ask).values(values))


async def answer_once(session: AsyncSession, values: Mapping[str, Any]) -> Row[Any] | None:
    """The ask with its answer, locked; None where it was answered before. Who answers faster than
    we are told that it was sent has an ask all the same."""
    given = insert_or(ask).values(values)
    answer = {name: values[name] for name in ("answer", "via", "answered_by", "answered_at")}
    answered = given.on_conflict_do_update(
        index_elements=["business_id", "id"],
        set_={**answer, **changed(ask)},
        where=ask.c.answer.is_(None),
    )
    return await one_or_none(session, answered.returning(ask))


async def note_referrals(
    session: AsyncSession, business_id: UUID, ask_id: UUID, referral_ids: Sequence[UUID]
) -> None:
    """Keep which referrals an answer made."""
    this = (ask.c.business_id == business_id) & (ask.c.id == ask_id)
    await session.execute(update(ask).where(this).values(referral_ids=list(referral_ids)))


def asks_of(business_id: UUID, silent_since: datetime) -> Any:
    """The select of a business's asks with their `status`; an ask that was sent by `silent_since`
    and has no answer is unanswered."""
    status = case(
        (ask.c.answer == "never", "refused"),
        (ask.c.answer.is_not(None), "answered"),
        (ask.c.sent_at <= silent_since, "unanswered"),
        (ask.c.sent_at.is_not(None), "sent"),
        (ask.c.withheld, "withheld"),
        else_="proposed",
    )
    return select(ask, status.label("status")).where(ask.c.business_id == business_id)


async def list_asks(
    session: AsyncSession,
    asks: Any,
    business_id: UUID,
    filters: Mapping[str, Any],
    page: Page,
) -> Paged:
    """Those of `asks` whose columns equal `filters`."""
    statement, filters = asks, dict(filters)
    status = filters.pop("status", None)
    for column, value in filters.items():
        statement = statement.where(equals(ask, column, value, business_id))
    if status is not None:
        statement = statement.where(statement.selected_columns.status == status)
    return await read_page(session, statement, ask, page)


async def ask_of(session: AsyncSession, asks: Any, ask_id: UUID) -> Row[Any] | None:
    """One of `asks`."""
    return await one_or_none(session, asks.where(ask.c.id == ask_id))


async def open_ask_of(session: AsyncSession, who: Who, now: datetime) -> UUID | None:
    """The window in which a person may be asked at `now`, the oldest where those who were merged
    into them brought more."""
    wanted = select(ask.c.id).where(
        ask.c.business_id == who[0],
        ask.c.person_id.in_(everybody_behind(who)),
        ask.c.sent_at.is_(None),
        ask.c.answer.is_(None),
        ~ask.c.withheld,
        (ask.c.closes_at > now) | ask.c.closes_at.is_(None),
    )
    found: UUID | None = await session.scalar(wanted.order_by(ask.c.id).limit(1))
    return found


async def sent_asks_of(session: AsyncSession, who: Who) -> Sequence[Row[Any]]:
    """When a person was asked, and those who were merged into them, and what they answered."""
    wanted = select(ask).where(
        ask.c.business_id == who[0],
        ask.c.person_id.in_(everybody_behind(who)),
        ask.c.sent_at.is_not(None),
    )
    return (await session.execute(wanted.order_by(ask.c.sent_at))).all()
