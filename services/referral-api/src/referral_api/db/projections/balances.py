"""What beneficiaries have and what programs cost, summed over rewards as they were last told."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from referral_api.db.pages import Paged, read_page
from referral_api.db.projections.rewards import reward
from referral_api.db.single import one
from referral_api.domain.page import Page

PLACES = ("pending", "available", "clearing", "handed_over", "receivable")

_UNIT = func.coalesce(
    reward.c.currency, case((reward.c.points.is_not(None), literal("points")), else_="pieces")
)


def _sum(place: str) -> ColumnElement[int]:
    return func.sum(reward.c.balances[place].as_string().cast(BigInteger)).cast(BigInteger)


async def list_balances(
    session: AsyncSession, business_id: UUID, filters: Mapping[str, Any], page: Page
) -> Paged:
    """Per beneficiary `id`, and `accounts`: their sums in each currency, points and pieces."""
    rewards = (
        select(
            reward.c.beneficiary_id,
            _UNIT.label("unit"),
            func.min(reward.c.created_at).label("created_at"),
            *(_sum(place).label(place) for place in PLACES),
        )
        .where(
            reward.c.business_id == business_id,
            reward.c.beneficiary_id.is_not(None),
            reward.c.balances.is_not(None),
            *(reward.c[column] == value for column, value in filters.items()),
        )
        .group_by(reward.c.beneficiary_id, _UNIT)
        .subquery()
    )
    account = [part for name in ("unit", *PLACES) for part in (literal(name), rewards.c[name])]
    people = (
        select(
            rewards.c.beneficiary_id.label("id"),
            func.min(rewards.c.created_at).label("created_at"),
            func.jsonb_agg(func.jsonb_build_object(*account)).label("accounts"),
        )
        .group_by(rewards.c.beneficiary_id)
        .subquery()
    )
    return await read_page(session, select(people), people, page)


async def program_expenses(session: AsyncSession, business_id: UUID) -> Sequence[Row[Any]]:
    """What each program costs: all that is owed, on its way or out, less what is to be got back."""
    cost = sum((_sum(place) for place in PLACES[:-1]), literal(0)) - _sum("receivable")
    statement = (
        select(reward.c.program_id, _UNIT.label("unit"), cost.label("minor"))
        .where(reward.c.business_id == business_id, reward.c.balances.is_not(None))
        .group_by(reward.c.program_id, _UNIT)
        .order_by(reward.c.program_id, _UNIT)
    )
    return (await session.execute(statement)).all()


async def told_until(session: AsyncSession, business_id: UUID) -> Any:
    """When rewards were last told of; now where there are none."""
    last = func.coalesce(func.max(reward.c.updated_at), func.now()).label("at")
    return (await one(session, select(last).where(reward.c.business_id == business_id))).at
