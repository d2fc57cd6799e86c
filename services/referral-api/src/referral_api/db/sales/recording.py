"""What recording sales reads and writes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.rows import as_json

_KNOWN = text("""
    select s.business_id, s.source, s.external_id, s.id, s.reported_at, s.closed_at, s.currency,
           s.gross_minor, s.net_minor, s.codes, s.click_id, s.items, s.tags, s.test, s.metadata
    from sale s
    join unnest(cast(:business_ids as uuid[]), cast(:sources as text[]),
                cast(:external_ids as text[])) as w (business_id, source, external_id)
      using (business_id, source, external_id)
""")
_NUMBERS = text("""
    select w.position, count(*)::int as bought,
           (count(*) filter (where s.closed_at < w.closed_at))::int as earlier,
           coalesce(array_agg(s.number) filter (where s.referral_id is not null), '{}') as told
    from jsonb_to_recordset(cast(:rows as jsonb)) as w (
        position int, business_id uuid, buyer_id uuid, closed_at timestamptz)
    join sale s using (business_id, buyer_id)
    where not s.test group by w.position
""")
# Counted under the counter's own row lock, in sorted order, so that two batches never cross.
_COUNT = text("""
    with given as (
        select g.*, b.time_zone from jsonb_to_recordset(cast(:rows as jsonb)) as g (
            position int, business_id uuid, referrer_id uuid, closed_at timestamptz)
        join business b using (business_id)
    ), counted as (
        select g.position, g.business_id, g.referrer_id, p.kind, p.period from given g
        cross join lateral (values
            ('lifetime', 'ever'),
            ('in_year', to_char(g.closed_at at time zone g.time_zone, 'YYYY')),
            ('in_month', to_char(g.closed_at at time zone g.time_zone, 'YYYY-MM'))
        ) as p (kind, period)
    ), added as (
        insert into referrer_sales as r (business_id, referrer_id, period, count)
        select business_id, referrer_id, period, count(*) from counted
        group by business_id, referrer_id, period order by business_id, referrer_id, period
        on conflict (business_id, referrer_id, period)
        do update set count = r.count + excluded.count
        returning *
    )
    select c.position, c.kind,
           a.count - count(*) over each_period
           + row_number() over (each_period order by c.position) as nth
    from counted c join added a using (business_id, referrer_id, period)
    window each_period as (partition by c.business_id, c.referrer_id, c.period)
""")
_ADD = text("""
    insert into sale (business_id, id, source, external_id, buyer_id, participant_id, referral_id,
                      rep_id, currency, gross_minor, net_minor, net_basis, closed_at, codes,
                      click_id, items, tags, test, number, is_new, match, metadata, reported_at,
                      household)
    select business_id, id, source, external_id, buyer_id, participant_id, referral_id, rep_id,
           currency, gross_minor, net_minor, net_basis, closed_at, codes, click_id, items, tags,
           test, number, is_new, match, metadata, reported_at, household
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, source text, external_id text, buyer_id uuid,
        participant_id uuid, referral_id uuid, rep_id uuid, currency text, gross_minor bigint,
        net_minor bigint, net_basis text, closed_at timestamptz, codes text[], click_id uuid,
        items jsonb, tags text[], test boolean, number int, is_new boolean, match jsonb,
        metadata jsonb, reported_at timestamptz, household text)
    on conflict (business_id, source, external_id) do nothing
    returning id, seq, last_tx
""")

SaleKey = tuple[UUID, str, str]
"""Business, source and the source's id."""


async def known_sales(session: AsyncSession, keys: Sequence[SaleKey]) -> dict[SaleKey, Row[Any]]:
    """The sales that are here already, as far as a report may tell them anew."""
    rows = await session.execute(
        _KNOWN,
        {
            "business_ids": [key[0] for key in keys],
            "sources": [key[1] for key in keys],
            "external_ids": [key[2] for key in keys],
        },
    )
    return {(row.business_id, row.source, row.external_id): row for row in rows}


async def sales_before(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]]
) -> dict[int, Row[Any]]:
    """By position of those that are not the first to their buyer: how many were `bought`, tests
    left out, how many of these `earlier`, and the numbers `told` of referred ones."""
    return {row.position: row for row in await session.execute(_NUMBERS, {"rows": as_json(rows)})}


async def count_for_referrers(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]]
) -> dict[int, dict[str, int]]:
    """Count sales for their referrers; by position, the how-manieth each is in month, year and
    ever."""
    counted: dict[int, dict[str, int]] = {}
    for row in await session.execute(_COUNT, {"rows": as_json(rows)}):
        counted.setdefault(row.position, {})[row.kind] = row.nth
    return counted


async def add_sales(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]]
) -> dict[UUID, Row[Any]]:
    """Keep sales; id, seq and last_tx of those that were not here before."""
    return {row.id: row for row in await session.execute(_ADD, {"rows": as_json(rows)})}
