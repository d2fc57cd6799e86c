"""Purchases that were recorded before the one that tells who referred their buyer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import next_tx
from referral_api.db.rows import as_json

# What a code, a click or a person decided stays.
_OF_BUYERS = text("""
    select s.*, r.referrer_id,
        (select count(*) from sale o where o.business_id = s.business_id
           and o.buyer_id = s.buyer_id and not o.test and o.id <> s.id
           and o.closed_at <= s.closed_at)::int as earlier,
        array(select o.number from sale o where o.business_id = s.business_id
           and o.buyer_id = s.buyer_id and not o.test and o.referral_id is not null) as told
    from jsonb_to_recordset(cast(:rows as jsonb)) as w (
        business_id uuid, buyer_id uuid, since timestamptz)
    join sale s on s.business_id = w.business_id and s.buyer_id = w.buyer_id
               and s.closed_at >= w.since
    left join referral r on r.business_id = s.business_id and r.id = s.referral_id
    where (s.match ->> 'by' is null or s.match ->> 'by' in ('email', 'phone', 'external_id'))
      and not s.attributions @? '$[*] ? (!(@.actor starts with "sal_"))'
    order by s.business_id, s.closed_at, s.id
""")
_KEEP = text(f"""
    update sale s
    set referral_id = n.referral_id, participant_id = n.participant_id, match = n.match,
        attributions = n.attributions, number = n.number, is_new = n.is_new,
        seq = s.seq + n.events, version = s.version + 1, updated_at = now(),
        last_tx = case when n.events > 0 then {next_tx("s.last_tx")} else s.last_tx end
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, referral_id uuid, participant_id uuid, match jsonb,
        attributions jsonb, number int, is_new boolean, events int)
    where s.business_id = n.business_id and s.id = n.id
    returning s.*
""")  # noqa: S608 a constant of ours


async def sales_of_buyers(
    session: AsyncSession, buyers: Sequence[Mapping[str, Any]]
) -> Sequence[Row[Any]]:
    """The sales to these buyers (`business_id`, `buyer_id`) `since` a time which belong to nobody,
    or to who referred the buyer before, oldest first: how many were `earlier`, and the
    numbers `told` of referred ones."""
    return (await session.execute(_OF_BUYERS, {"rows": as_json(buyers)})).all()


async def keep_repeats(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]]
) -> dict[UUID, Row[Any]]:
    """Write whose they are and the how-manieth; the sales as they are now, by id."""
    return {row.id: row for row in await session.execute(_KEEP, {"rows": as_json(rows)})}
