"""What is known of the people behind sales: whose codes and clicks, and since when clients."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession


def standing(table: str, column: str) -> str:
    """Who stands for the person that `table.column` names: what could not move when people merged
    stays with the alias."""
    return (
        f"(select coalesce(s.merged_into, s.id) from person s "  # noqa: S608 names of ours
        f"where s.business_id = {table}.business_id and s.id = {table}.{column})"
    )


PARTICIPATION = f"""
    p.id as participant_id, {standing("p", "person_id")} as person_id, p.program_id,
    p.program_version, p.code, p.joined_at, p.left_at, p.terms_sent_at, p.discussed_at
"""
"""Columns of a `participant p`, as `use_cases.attribution.standing.participation` reads them."""

OFFER = """
    (v.document #>> '{window,days}')::int as window_days,
    v.document #>> '{window,from}' as window_since,
    v.document ->> 'touch' as touch, b.time_zone
"""
"""What a `program_version v` promises, in the time zone of a `business b`."""

HOUSEHOLDS = """
    array(select distinct o.household from sale o
          where o.business_id = p.business_id and o.buyer_id = p.id and o.household is not null
          order by 1 limit 20)
"""
"""By what a `person p` has bought: the households that they are known to belong to."""

_PROMISED = """
    join program_version v on v.business_id = p.business_id and v.program_id = p.program_id
                          and v.version = p.program_version
    join business b on b.business_id = p.business_id
"""
_BY_CODE = text(f"""
    select p.business_id, w.code as wanted, {PARTICIPATION}, {OFFER} from participant p
    join unnest(cast(:business_ids as uuid[]), cast(:codes as text[])) as w (business_id, code)
      on w.business_id = p.business_id and w.code = upper(p.code)
    {_PROMISED}
""")  # noqa: S608 constants of ours
_BY_CLICK = text(f"""
    select p.business_id, c.id as wanted, c.clicked_at, {PARTICIPATION}, {OFFER} from click c
    join unnest(cast(:business_ids as uuid[]), cast(:click_ids as uuid[])) as w (business_id, id)
      on w.business_id = c.business_id and w.id = c.id
    join participant p on p.business_id = c.business_id and p.id = c.participant_id
    {_PROMISED}
""")  # noqa: S608 constants of ours
_REFERRERS = text(f"""
    select p.business_id, p.id, p.first_purchase_at, p.country, p.tags, p.merged_into,
           p.favourites_captured_at, {HOUSEHOLDS} as households
    from person p
    join unnest(cast(:business_ids as uuid[]), cast(:person_ids as uuid[]))
      as w (business_id, id) using (business_id, id)
""")  # noqa: S608 constants of ours


async def participations_by_code(
    session: AsyncSession, wanted: Sequence[tuple[UUID, str]]
) -> Sequence[Row[Any]]:
    """The participants behind these (business, code in capitals)."""
    if not wanted:
        return ()
    rows = await session.execute(
        _BY_CODE,
        {"business_ids": [each[0] for each in wanted], "codes": [each[1] for each in wanted]},
    )
    return rows.all()


async def participations_by_click(
    session: AsyncSession, wanted: Sequence[tuple[UUID, UUID]]
) -> Sequence[Row[Any]]:
    """The participants whose links were followed in these (business, click)."""
    if not wanted:
        return ()
    rows = await session.execute(
        _BY_CLICK,
        {"business_ids": [each[0] for each in wanted], "click_ids": [each[1] for each in wanted]},
    )
    return rows.all()


async def referrers_behind(
    session: AsyncSession, wanted: Sequence[tuple[UUID, UUID]]
) -> dict[UUID, Row[Any]]:
    """These (business, person) as a sale's event tells of a referrer."""
    if not wanted:
        return {}
    rows = await session.execute(
        _REFERRERS,
        {"business_ids": [each[0] for each in wanted], "person_ids": [each[1] for each in wanted]},
    )
    return {row.id: row for row in rows}
