"""Referrals: who referred whom, and how far it came."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Select,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.functions import Function

from goodword.database import aggregate_columns, next_tx
from referral_api.db.columns import changed, object_columns, said
from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.db.people.filtering import equals
from referral_api.db.rows import as_json
from referral_api.db.sales.tables import sale
from referral_api.db.single import one, one_or_none
from referral_api.domain.page import Page

referral = Table(
    "referral",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("program_version", Integer, nullable=False),
    Column("referrer_id", Uuid, nullable=False),
    Column("prospect_id", Uuid, nullable=False),
    Column("rep_id", Uuid),
    Column("class", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("status", Text, nullable=False),
    # Each step that it took: status, at, actor.
    Column("steps", JSONB, nullable=False),
    Column("context", Text),
    # Why what the business does may be of use to the prospect.
    Column("need", Text),
    # Whether the prospect agreed to be named, where somebody named them.
    Column("permission", Boolean),
    # The first moment that counts no more; null while the window has not begun.
    Column("window_ends_at", DateTime(timezone=True)),
    # When the referrer was last reminded of an introduction that was asked of them.
    Column("reminded_at", DateTime(timezone=True)),
    *object_columns(),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    UniqueConstraint("business_id", "program_id", "referrer_id", "prospect_id"),
    ForeignKeyConstraint(["business_id", "referrer_id"], ["person.business_id", "person.id"]),
    ForeignKeyConstraint(["business_id", "prospect_id"], ["person.business_id", "person.id"]),
    CheckConstraint(
        "class in ('passive_lead', 'named_referral', 'active_referral')", name="referral_class"
    ),
)
Index("referral_prospect", referral.c.business_id, referral.c.prospect_id)
Index("referral_referrer", referral.c.business_id, referral.c.referrer_id)
# A mail says which referral it is about, and not whose.
Index("referral_by_id", referral.c.id)

_ADD = text("""
    insert into referral (business_id, id, program_id, program_version, referrer_id, prospect_id,
                          rep_id, class, channel, status, steps, context, need, permission,
                          window_ends_at, metadata)
    select business_id, id, program_id, program_version, referrer_id, prospect_id, rep_id,
           class, channel, status, steps, context, need, permission, window_ends_at, metadata
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, program_id uuid, program_version int, referrer_id uuid,
        prospect_id uuid, rep_id uuid, class text, channel text, status text, steps jsonb,
        context text, need text, permission boolean, window_ends_at timestamptz, metadata jsonb)
    on conflict (business_id, program_id, referrer_id, prospect_id) do nothing
    returning id
""")
# In sorted order, so that two batches never wait for each other in a circle.
_WIN = text("""
    with bought as (
        select distinct on (w.business_id, w.id) w.business_id, w.id, w.step
        from jsonb_to_recordset(cast(:rows as jsonb)) as w (business_id uuid, id uuid, step jsonb)
        order by w.business_id, w.id, w.step ->> 'at'
    ), locked as materialized (
        select r.business_id, r.id from referral r join bought using (business_id, id)
        where r.status not in ('won', 'withdrawn')
        order by r.business_id, r.id for no key update of r
    )
    update referral r
    set status = 'won', steps = r.steps || b.step, version = r.version + 1, updated_at = now()
    from locked l join bought b using (business_id, id)
    where r.business_id = l.business_id and r.id = l.id and r.status not in ('won', 'withdrawn')
""")
_MOVE = text(f"""
    update referral r
    set status = m.status, steps = r.steps || m.step, version = r.version + 1, updated_at = now(),
        seq = r.seq + 1, last_tx = {next_tx("r.last_tx")}
    from jsonb_to_recordset(cast(:rows as jsonb)) as m (
        business_id uuid, id uuid, status text, step jsonb)
    where r.business_id = m.business_id and r.id = m.id
    returning r.id, r.seq, r.last_tx
""")  # noqa: S608 a constant of ours
_BEGIN = text("""
    update referral r
    set steps = jsonb_set(r.steps, '{0}', b.step), version = r.version + 1, updated_at = now()
    from jsonb_to_recordset(cast(:rows as jsonb)) as b (business_id uuid, id uuid, step jsonb)
    where r.business_id = b.business_id and r.id = b.id and r.channel in ('code', 'link')
      and cast(r.steps #>> '{0,at}' as timestamptz) > cast(b.step ->> 'at' as timestamptz)
""")
_OF_PAIRS = text("""
    select r.* from referral r
    join jsonb_to_recordset(cast(:rows as jsonb)) as w (
        business_id uuid, program_id uuid, referrer_id uuid, prospect_id uuid)
      using (business_id, program_id, referrer_id, prospect_id)
""")


async def add_referrals(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Keep referrals that are not there yet; the ids of those that were new."""
    added = await session.execute(_ADD, {"rows": as_json(rows)})
    return {row.id for row in added}


async def referrals_of_pairs(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]]
) -> Sequence[Row[Any]]:
    """The referrals of these programs, referrers and prospects."""
    return (await session.execute(_OF_PAIRS, {"rows": as_json(rows)})).all()


async def win_referrals(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Take referrals (`business_id`, `id`) to `won` with their `step`; of several the earliest.
    Those that are won already, or withdrawn, stay as they are."""
    if rows:
        await session.execute(_WIN, {"rows": as_json(rows)})


async def begin_earlier(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Let referrals by code or link (`business_id`, `id`) begin with `step`, where that is
    earlier: the purchase that told of them first was not the first."""
    await session.execute(_BEGIN, {"rows": as_json(rows)})


async def lock_referrals(
    session: AsyncSession, wanted: Sequence[tuple[UUID, UUID]]
) -> Sequence[Row[Any]]:
    """The rows of these (business, referral), held until the transaction ends, in sorted order."""
    picked = tuple_(referral.c.business_id, referral.c.id).in_(wanted)
    order = (referral.c.business_id, referral.c.id)
    found = select(referral).where(picked).order_by(*order).with_for_update(key_share=True)
    return (await session.execute(found)).all()


async def lock_referrals_to(
    session: AsyncSession, business_id: UUID, prospect_id: UUID
) -> Sequence[Row[Any]]:
    """The referrals of one prospect, whoever made them, held until the transaction ends."""
    of = (referral.c.business_id == business_id) & (referral.c.prospect_id == prospect_id)
    found = select(referral).where(of).order_by(referral.c.id).with_for_update(key_share=True)
    return (await session.execute(found)).all()


async def change_referral(
    session: AsyncSession, business_id: UUID, referral_id: UUID, changes: Mapping[str, Any]
) -> None:
    """A change that no event says."""
    this = (referral.c.business_id == business_id) & (referral.c.id == referral_id)
    await session.execute(update(referral).where(this).values(**changed(referral), **changes))


async def say_change(
    session: AsyncSession, business_id: UUID, referral_id: UUID, changes: Mapping[str, Any]
) -> Row[Any]:
    """The locked referral after a change that its next event says."""
    this = (referral.c.business_id == business_id) & (referral.c.id == referral_id)
    statement = update(referral).where(this).values(**changed(referral), **said(referral))
    return await one(session, statement.values(**changes).returning(referral))


async def move_referrals(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]]
) -> dict[UUID, Row[Any]]:
    """Take locked referrals (`business_id`, `id`) to a `status` with its `step`, each saying an
    event; id, seq and last_tx."""
    moved = await session.execute(_MOVE, {"rows": as_json(rows)})
    return {row.id: row for row in moved}


def shown(business_id: UUID) -> Select[Any]:
    """Referrals with the sales that belong to them, oldest first."""
    of_referral = (
        select(sale.c.id)
        .where(sale.c.business_id == referral.c.business_id)
        .where(sale.c.referral_id == referral.c.id)
        .order_by(sale.c.id)
        .correlate(referral)
    )
    sale_ids: Function[Any] = func.array(of_referral.scalar_subquery())
    return select(referral, sale_ids.label("sale_ids")).where(referral.c.business_id == business_id)


async def list_referrals(
    session: AsyncSession,
    business_id: UUID,
    filters: Mapping[str, Any],
    page: Page,
    person_id: UUID | None = None,
) -> Paged:
    """Referrals whose columns equal `filters`, and of a person those on either side."""
    statement = shown(business_id)
    if person_id is not None:
        mine = (referral.c.referrer_id == person_id) | (referral.c.prospect_id == person_id)
        statement = statement.where(mine)
    for column, value in filters.items():
        statement = statement.where(equals(referral, column, value, business_id))
    return await read_page(session, statement, referral, page)


async def referral_of(
    session: AsyncSession, business_id: UUID, referral_id: UUID
) -> Row[Any] | None:
    return await one_or_none(session, shown(business_id).where(referral.c.id == referral_id))
