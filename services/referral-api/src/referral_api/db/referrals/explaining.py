"""What is read to answer a "why?": everything that belongs to a referral or a sale, at once.

Where rows are stamped by the world's clock, their `at` is the same moment in the business's time.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.businesses.clocks import own_time
from referral_api.db.connections.connections import connection
from referral_api.db.connections.deliveries import delivery
from referral_api.db.people.people import person
from referral_api.db.programs.clicks import click
from referral_api.db.projections.decisions import reward_decision
from referral_api.db.projections.event_feed import event_feed
from referral_api.db.projections.messages import message
from referral_api.db.projections.payouts import payouts_beside
from referral_api.db.projections.rewards import reward
from referral_api.db.referrals.referrals import referral
from referral_api.db.sales.tables import refund, sale

MOST = 500
"""Rows of a kind that one answer tells of."""


async def sales_of_referral(
    session: AsyncSession, business_id: UUID, referral_id: UUID
) -> Sequence[Row[Any]]:
    """The sales that belong to a referral, oldest first."""
    found = select(sale).where(sale.c.business_id == business_id, sale.c.referral_id == referral_id)
    return (await session.execute(found.order_by(sale.c.closed_at).limit(MOST))).all()


async def refunds_of_sales(
    session: AsyncSession, business_id: UUID, sale_ids: Iterable[UUID]
) -> Sequence[Row[Any]]:
    """The refunds of these sales, oldest first."""
    found = select(refund).where(
        refund.c.business_id == business_id, refund.c.sale_id.in_(list(sale_ids))
    )
    return (await session.execute(found.order_by(refund.c.occurred_at).limit(MOST))).all()


async def rewards_about(
    session: AsyncSession,
    business_id: UUID,
    *,
    referral_id: UUID | None = None,
    sale_id: UUID | None = None,
) -> Sequence[Row[Any]]:
    """The rewards of a referral, or of a sale, each with its `payouts`, in the order of birth."""
    beside = payouts_beside(reward)
    found = (
        select(reward, _at(reward, "updated_at"), beside.c.payouts)
        .join(beside, true())
        .where(reward.c.business_id == business_id)
    )
    if referral_id is not None:
        found = found.where(reward.c.referral_id == referral_id)
    if sale_id is not None:
        found = found.where(reward.c.sale_id == sale_id)
    ordered = found.order_by(reward.c.created_at, reward.c.to.desc(), reward.c.id)
    return (await session.execute(ordered.limit(MOST))).all()


async def told_of_rewards(
    session: AsyncSession, business_id: UUID, reward_ids: Iterable[UUID]
) -> Sequence[Row[Any]]:
    """What was said of these rewards, as long as the feed keeps it, oldest first."""
    subjects = [ids.show("rwd", one) for one in reward_ids]
    found = select(event_feed, _at(event_feed)).where(
        event_feed.c.business_id == business_id,
        event_feed.c.subject.in_(subjects),
    )
    ordered = found.order_by(event_feed.c.subject, event_feed.c.seq)
    return (await session.execute(ordered.limit(MOST))).all()


async def decisions_about(
    session: AsyncSession, business_id: UUID, reward_ids: Iterable[UUID]
) -> Sequence[Row[Any]]:
    """What people decided about these rewards, oldest first."""
    found = select(reward_decision, _at(reward_decision)).where(
        reward_decision.c.business_id == business_id,
        reward_decision.c.reward_id.in_(list(reward_ids)),
    )
    return (await session.execute(found.order_by(reward_decision.c.id).limit(MOST))).all()


async def letters_about(
    session: AsyncSession, business_id: UUID, subjects: Collection[str]
) -> Sequence[Row[Any]]:
    """The messages about these objects, by TypeID, or that facts about them caused, as long as the
    feed keeps those; oldest first. `at` is when they were sent, or came to stand as they do, and
    `called` whom they are to, where a name of theirs is known."""
    causes = select(event_feed.c.id).where(
        event_feed.c.business_id == business_id, event_feed.c.subject.in_(subjects)
    )
    own = own_time(message.c.business_id, func.coalesce(message.c.sent_at, message.c.updated_at))
    whom = (person.c.business_id == message.c.business_id) & (person.c.id == message.c.person_id)
    found = (
        select(message, own.label("at"), _called())
        .select_from(message.outerjoin(person, whom))
        .where(
            message.c.business_id == business_id,
            message.c.cause.in_(causes) | message.c.object_id.in_(subjects),
        )
    )
    return (await session.execute(found.order_by(message.c.created_at).limit(MOST))).all()


async def names_of(
    session: AsyncSession, business_id: UUID, person_ids: Iterable[UUID]
) -> dict[UUID, str]:
    """How to call these people; those without a name, and those erased, are not among them."""
    found = select(person.c.id, _called()).where(
        person.c.business_id == business_id, person.c.id.in_(list(person_ids))
    )
    rows = (await session.execute(found)).all()
    return {row.id: row.called for row in rows if row.called}


async def referrals_by(
    session: AsyncSession, business_id: UUID, referrer_id: UUID, program_id: UUID
) -> Sequence[Row[Any]]:
    """The referrals that somebody made in a program, newest first."""
    found = select(referral, _at(referral)).where(
        referral.c.business_id == business_id,
        referral.c.referrer_id == referrer_id,
        referral.c.program_id == program_id,
    )
    return (await session.execute(found.order_by(referral.c.created_at.desc()).limit(MOST))).all()


async def clicks_on(session: AsyncSession, business_id: UUID, participant_id: UUID) -> Row[Any]:
    """How often a link was followed (`clicks`), and when last (`last_at`)."""
    found = select(func.count().label("clicks"), func.max(click.c.clicked_at).label("last_at"))
    where = click.c.business_id == business_id, click.c.participant_id == participant_id
    row: Row[Any] = (await session.execute(found.where(*where))).one()
    return row


async def last_deliveries(session: AsyncSession, business_id: UUID) -> list[Row[Any]]:
    """Each connection of the business, with when it last delivered (`last_at`)."""
    last = (
        select(func.max(own_time(delivery.c.business_id, delivery.c.created_at)))
        .where(
            delivery.c.business_id == connection.c.business_id,
            delivery.c.connection_id == connection.c.id,
            ~delivery.c.test,
        )
        .scalar_subquery()
    )
    found = select(connection.c.name, connection.c.source, last.label("last_at")).where(
        connection.c.business_id == business_id, connection.c.status != "removed"
    )
    return list(await session.execute(found.order_by(connection.c.name)))


def _at(table: Table, stamp: str = "created_at") -> ColumnElement[datetime]:
    return own_time(table.c.business_id, table.c[stamp]).label("at")


def _called() -> ColumnElement[str | None]:
    return func.coalesce(person.c.display_name, person.c.given_name).label("called")
