"""Whose limits are whose: an alias's counters are those of who stands for the alias.

A merge moves them in the transaction that hears of it, and whoever counts holds the copies of the
people it counts for: so nothing is counted for an alias once its counters have moved.
"""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database.people import MAX_STEPS, Who, standing_for, wanted_people
from goodword.programs import LimitScope, Per

# In one order. A merge changes the alias's row, and waits for those who count for it, or they for
# the merge.
_HOLD = text("""
    select p.business_id, p.person_id, p.merged_into from person p
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as w (business_id, person_id)
      using (business_id, person_id)
    order by p.business_id, p.person_id for share of p
""")
_MOVE = text("""
    with gone as (
        delete from limit_use u
        using unnest(cast(:businesses as uuid[]), cast(:aliases as text[]), cast(:intos as text[]))
            as e (business_id, alias, into_person)
        where u.business_id = e.business_id and u.subject = e.alias
        returning u.*, e.into_person)
    insert into limit_use as l (business_id, program_id, per, subject, rule, period, starts, count,
                                minor, points)
    select business_id, program_id, per, into_person, rule, period, starts, sum(count), sum(minor),
           sum(points)
    from gone group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
    on conflict (business_id, program_id, per, subject, rule, period, starts) do update set
        count = l.count + excluded.count, minor = l.minor + excluded.minor,
        points = l.points + excluded.points
""")


def person_in(scope: LimitScope) -> UUID | None:
    """The person that a limit counts for; None where it counts for a program or a household."""
    if scope.per is not Per.PROGRAM:
        with suppress(ValueError):
            return UUID(scope.subject)
    return None


async def hold_standing(session: AsyncSession, who: Iterable[Who]) -> dict[Who, UUID]:
    """Who stands for these people, none of whom is merged until the transaction ends."""
    wanted = set(who)
    at = {each: each for each in wanted}
    unheld = wanted
    for _ in range(MAX_STEPS):
        rows = await session.execute(_HOLD, wanted_people(sorted(unheld))) if unheld else ()
        into = {(row[0], row[1]): (row[0], row[2]) for row in rows if row[2] is not None}
        if not into:
            break
        at = {each: into.get(now, now) for each, now in at.items()}
        unheld = set(into.values())
    return {each: person_id for each, (_, person_id) in at.items()}


async def move_limits(session: AsyncSession, aliases: Iterable[Who]) -> None:
    """Add what was counted for people who were merged to who stands for them now."""
    merged = list(aliases)
    standing = await standing_for(session, merged)
    if not standing:
        return
    names = {
        "businesses": [business_id for business_id, _ in standing],
        "aliases": [str(person_id) for _, person_id in standing],
        "intos": [str(at) for at in standing.values()],
    }
    await session.execute(_MOVE, names)
