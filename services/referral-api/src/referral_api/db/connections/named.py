"""What was kept as it came and may name anybody: webhooks, and the answers of the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

# As many as fit into memory, one at the least.
_DELIVERIES = text("""
    with slice as (
        select id, octet_length(raw) as size from delivery
        where business_id = :business_id and erased_at is null and created_at <= :until
          and (cast(:after as uuid) is null or id > :after)
        order by id limit :at_most
    ), measured as (
        select id, sum(size) over (order by id) - size as before from slice
    )
    select d.id, d.raw, d.facts from measured m
    join delivery d on d.business_id = :business_id and d.id = m.id
    where m.before < :at_most_bytes order by d.id
""")
# What is still to be applied is needed whole, and is looked at again once it is settled.
_EMPTY = text("""
    update delivery set raw = '', headers = '{}', erased_at = now(), version = version + 1,
        reason = case when status = 'failed' then 'What it said was erased.' else reason end
    where business_id = :business_id and id = any(cast(:ids as uuid[]))
      and status in ('applied', 'ignored', 'failed')
    returning id
""")
_ANSWERS = text("""
    select key, sealed from idempotency
    where business_id = :business_id and status <> :erased and created_at < :until
""")
_EMPTY_ANSWERS = text("""
    update idempotency set status = :erased, headers = '{}', sealed = ''
    where business_id = :business_id and key = any(cast(:keys as text[]))
""")

ERASED_ANSWER = 410
"""The status of an answer that is kept without its words."""


async def deliveries_until(
    session: AsyncSession,
    business_id: UUID,
    after: UUID | None,
    until: datetime,
    limits: tuple[int, int],
) -> Sequence[Row[Any]]:
    """The next deliveries behind `after` that came until then: id, raw and facts; at most so many,
    and not many more bytes than `limits` says."""
    found = await session.execute(
        _DELIVERIES,
        {
            "business_id": business_id,
            "after": after,
            "until": until,
            "at_most": limits[0],
            "at_most_bytes": limits[1],
        },
    )
    return found.all()


async def empty_deliveries(
    session: AsyncSession, business_id: UUID, ids: Sequence[UUID]
) -> set[UUID]:
    """Empty what these deliveries brought; which of them could be emptied already."""
    found = await session.execute(_EMPTY, {"business_id": business_id, "ids": ids})
    return {row.id for row in found}


async def kept_answers(
    session: AsyncSession, business_id: UUID, until: datetime
) -> Sequence[Row[Any]]:
    """The answers that are kept from before: key and sealed words."""
    what = {"business_id": business_id, "erased": ERASED_ANSWER, "until": until}
    return (await session.execute(_ANSWERS, what)).all()


async def empty_answers(session: AsyncSession, business_id: UUID, keys: Sequence[str]) -> None:
    """Take the words from answers: a repeat is refused then, and nothing is done again."""
    what = {"business_id": business_id, "erased": ERASED_ANSWER, "keys": keys}
    await session.execute(_EMPTY_ANSWERS, what)
