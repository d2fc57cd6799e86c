"""Stages of referrals that were decided on, each with the facts it was decided by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.programs import Cause, Facts
from rewards_worker.db.facts import read, written
from rewards_worker.db.metadata import metadata

stage = Table(
    "stage",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("referral_id", Uuid, nullable=False),
    # named, introduced or qualified
    Column("stage", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    PrimaryKeyConstraint("business_id", "referral_id", "stage"),
)

_ADD = text("""
    insert into stage (business_id, referral_id, stage, facts)
    select b, r, s, f::jsonb
    from unnest(cast(:businesses as uuid[]), cast(:referrals as uuid[]), cast(:stages as text[]),
                cast(:facts as text[])) as e (b, r, s, f)
    order by 1, 2, 3
    on conflict do nothing
    returning business_id, referral_id, stage
""")
_FACTS = text("""
    select s.business_id, s.referral_id, s.stage, s.facts
    from stage s
    join unnest(cast(:businesses as uuid[]), cast(:referrals as uuid[]), cast(:stages as text[]))
        as e (business_id, referral_id, stage)
      on (e.business_id, e.referral_id, e.stage) = (s.business_id, s.referral_id, s.stage)
""")

StageKey: TypeAlias = tuple[UUID, UUID, Cause]
"""Business, referral and which stage."""


@dataclass(frozen=True, slots=True)
class DecidedStage:
    """A stage of a referral, and its facts."""

    business_id: UUID
    referral_id: UUID
    facts: Facts

    @property
    def key(self) -> StageKey:
        return self.business_id, self.referral_id, self.facts.cause


async def add_stages(session: AsyncSession, stages: Sequence[DecidedStage]) -> set[StageKey]:
    """Remember stages; those that were not known are new."""
    if not stages:
        return set()
    rows = await session.execute(
        _ADD,
        {
            "businesses": [one.business_id for one in stages],
            "referrals": [one.referral_id for one in stages],
            "stages": [one.facts.cause.value for one in stages],
            "facts": [written(one.facts) for one in stages],
        },
    )
    return {(row.business_id, row.referral_id, Cause(row.stage)) for row in rows}


async def facts_of_stages(session: AsyncSession, keys: Iterable[StageKey]) -> dict[StageKey, Facts]:
    """The facts by which stages were decided; unknown stages are not there."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = await session.execute(
        _FACTS,
        {
            "businesses": [business_id for business_id, _, _ in wanted],
            "referrals": [referral_id for _, referral_id, _ in wanted],
            "stages": [cause.value for _, _, cause in wanted],
        },
    )
    return {(row.business_id, row.referral_id, Cause(row.stage)): read(row.facts) for row in rows}
