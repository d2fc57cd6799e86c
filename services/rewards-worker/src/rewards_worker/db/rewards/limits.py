"""How much of each limit is used. Rows are locked in one order, so a limit is never passed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.programs import LimitScope, Per, Period, Usage
from rewards_worker.db.metadata import metadata
from rewards_worker.db.rewards.limit_subjects import hold_standing, person_in

ProgramScope = tuple[UUID, UUID, LimitScope]
"""A row: of which business, of which program, and what it counts there."""

limit_use = Table(
    "limit_use",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("per", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("starts", Date, nullable=False),
    Column("count", BigInteger, nullable=False, server_default="0"),
    Column("minor", BigInteger, nullable=False, server_default="0"),
    Column("points", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("business_id", "program_id", "per", "subject", "rule", "period", "starts"),
    CheckConstraint("count >= 0 and minor >= 0 and points >= 0", name="limit_use_not_negative"),
    Index("limit_use_subject", "business_id", "subject"),
)

_KEY = "business_id, program_id, per, subject, rule, period, starts"
_WANTED = """
    unnest(cast(:businesses as uuid[]), cast(:programs as uuid[]), cast(:pers as text[]),
           cast(:subjects as text[]), cast(:rules as text[]), cast(:periods as text[]),
           cast(:starts as date[]), cast(:counts as bigint[]), cast(:minors as bigint[]),
           cast(:points as bigint[]))
        as e (business_id, program_id, per, subject, rule, period, starts,
              more_count, more_minor, more_points)
"""
_SAME = """
    (u.business_id, u.program_id, u.per, u.subject, u.rule, u.period, u.starts)
    = (e.business_id, e.program_id, e.per, e.subject, e.rule, e.period, e.starts)
"""

_MAKE = text(f"""
    insert into limit_use ({_KEY}) select {_KEY} from {_WANTED} order by {_KEY}
    on conflict do nothing
""")  # noqa: S608  # constants of this file
_LOCK = text(f"""
    select u.* from limit_use u join {_WANTED} on {_SAME}
    order by u.business_id, u.program_id, u.per, u.subject, u.rule, u.period, u.starts
    for update of u
""")  # noqa: S608
_CHANGE = text(f"""
    update limit_use u set count = u.count + e.more_count, minor = u.minor + e.more_minor,
                           points = u.points + e.more_points
    from {_WANTED} where {_SAME}
""")  # noqa: S608


async def lock_limits(
    session: AsyncSession, wanted: Iterable[ProgramScope]
) -> dict[ProgramScope, Usage]:
    """What is used of these limits, locked until the transaction ends; rows are made as needed."""
    standing = await _standing(session, wanted)
    uses = dict.fromkeys(standing.values(), Usage())
    if not uses:
        return {}
    await session.execute(_MAKE, _parameters(uses))
    rows = await session.execute(_LOCK, _parameters(uses))
    used = {
        (
            row.business_id,
            row.program_id,
            LimitScope(Per(row.per), row.subject, row.rule, Period(row.period), row.starts),
        ): Usage(row._mapping["count"], row.minor, row.points)
        for row in rows
    }
    return {scope: used[standing[scope]] for scope in standing}


async def change_limits(session: AsyncSession, changes: Mapping[ProgramScope, Usage]) -> None:
    """Add `changes`, negative where something is given back, to rows that exist."""
    totals: dict[ProgramScope, Usage] = {}
    for scope, at in (await _standing(session, changes)).items():
        so_far, more = totals.get(at, Usage()), changes[scope]
        totals[at] = Usage(
            so_far.count + more.count, so_far.minor + more.minor, so_far.points + more.points
        )
    if not totals:
        return
    await session.execute(_LOCK, _parameters(totals))
    await session.execute(_CHANGE, _parameters(totals))


async def _standing(
    session: AsyncSession, wanted: Iterable[ProgramScope]
) -> dict[ProgramScope, ProgramScope]:
    """The rows that these limits count in: those of who stands for a person who was merged."""
    people = {scope: person_in(scope[2]) for scope in dict.fromkeys(wanted)}
    counted = {(scope[0], one) for scope, one in people.items() if one}
    at = await hold_standing(session, counted) if counted else {}
    return {
        (business_id, program_id, scope): (
            business_id,
            program_id,
            replace(scope, subject=str(at[business_id, one])) if one else scope,
        )
        for (business_id, program_id, scope), one in people.items()
    }


def _parameters(uses: Mapping[ProgramScope, Usage]) -> dict[str, list[object]]:
    return {
        "businesses": [business for business, _, _ in uses],
        "programs": [program for _, program, _ in uses],
        "pers": [scope.per.value for _, _, scope in uses],
        "subjects": [scope.subject for _, _, scope in uses],
        "rules": [scope.rule for _, _, scope in uses],
        "periods": [scope.period.value for _, _, scope in uses],
        "starts": [scope.starts for _, _, scope in uses],
        "counts": [use.count for use in uses.values()],
        "minors": [use.minor for use in uses.values()],
        "points": [use.points for use in uses.values()],
    }
