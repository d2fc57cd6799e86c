"""What belongs to a payout beside itself: the looks at it, and the ids of what it made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db.payouts.payouts import Payout
from rewards_worker.domain.payout import OPEN, OUT, REFUSED

_COUNT_LOOK = text("""
    update payout p set looks = looks + 1 where business_id = :business_id and id = :id
    returning looks, (select beneficiary_id from reward r
                      where (r.business_id, r.id) = (p.business_id, p.reward_id)) as beneficiary_id
""")
_NOTE_OBJECTS = text("""
    insert into payout_object (business_id, provider, object_id, payout_id)
    select :business_id, :provider, object_id, :id
    from unnest(cast(:object_ids as text[])) as o (object_id)
    on conflict do nothing
""")
_OF_OBJECTS = text("""
    select distinct o.business_id, o.payout_id, e.occasion, o.provider
    from payout_object o
    join unnest(cast(:businesses as uuid[]), cast(:providers as text[]),
                cast(:object_ids as text[]), cast(:occasions as uuid[]))
      as e (business_id, provider, object_id, occasion) using (business_id, provider, object_id)
    order by 1, 2, 3
""")
_WITHOUT_FUNDS = text("""
    select p.business_id, p.id as payout_id, e.occasion from payout p
    join unnest(cast(:businesses as uuid[]), cast(:providers as text[]),
                cast(:occasions as uuid[])) as e (business_id, provider, occasion)
      using (business_id, provider)
    where p.state = 'held' and p.provider_ref is null and p.attention is null
    order by 1, 2 limit :at_most
""")
_FOLLOWED = text("""
    select id from payout
    where business_id = :business_id and provider = :provider
      and (cast(:after as uuid) is null or id > :after)
      and (state = any(cast(:open as text[]))
           or state = any(cast(:ended as text[])) and opened_at > now() - cast(:recent as interval))
    order by id limit :at_most
""")
_STOPPED = text("""
    select distinct p.business_id, p.provider from payout p
    join unnest(cast(:businesses as uuid[]), cast(:providers as text[]))
      as e (business_id, provider) using (business_id, provider)
    left join set_up s on s.business_id = p.business_id and s.kind = 'provider-' || p.provider
                      and s.body is not null
    where p.state in ('submitting', 'unknown', 'held') and p.attention is null
      and (p.state = 'held' and p.provider_ref is null or p.state <> 'held' and not s.ok)
""")
_PROVIDERS = text("""
    select distinct provider from payout
    where business_id = :business_id and (state = any(cast(:open as text[]))
          or opened_at > now() - cast(:recent as interval))
    order by provider
""")

RECENT = timedelta(days=60)
"""How long after it was opened a payout is still asked about, when it seems to be settled."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One object of a provider's about which it called a business back, on an occasion."""

    business_id: UUID
    provider: str
    object_id: str
    occasion: UUID


async def count_look(session: AsyncSession, payout: Payout) -> tuple[int, UUID | None]:
    """A person is asked to look at a locked payout: for the how-manieth time, and whose reward it
    pays."""
    keys = {"business_id": payout.business_id, "id": payout.id}
    row = (await session.execute(_COUNT_LOOK, keys)).one()
    return row.looks, row.beneficiary_id


async def note_objects(session: AsyncSession, payout: Payout, object_ids: Sequence[str]) -> None:
    """Remember by which ids its provider knows what a payout made."""
    if object_ids:
        keys = {"business_id": payout.business_id, "id": payout.id, "provider": payout.provider}
        await session.execute(_NOTE_OBJECTS, keys | {"object_ids": list(object_ids)})


async def payouts_of_objects(
    session: AsyncSession, reported: Sequence[Reported]
) -> Sequence[Row[Any]]:
    """business_id, payout_id, occasion and provider of each payout that made one of these."""
    what = {
        "businesses": [one.business_id for one in reported],
        "providers": [one.provider for one in reported],
        "object_ids": [one.object_id for one in reported],
        "occasions": [one.occasion for one in reported],
    }
    return (await session.execute(_OF_OBJECTS, what)).all()


async def payouts_without_funds(
    session: AsyncSession, reported: Sequence[Reported], at_most: int
) -> Sequence[Row[Any]]:
    """business_id, payout_id and occasion of those that wait for money at these providers."""
    what = {
        "businesses": [one.business_id for one in reported],
        "providers": [one.provider for one in reported],
        "occasions": [one.occasion for one in reported],
        "at_most": at_most,
    }
    return (await session.execute(_WITHOUT_FUNDS, what)).all()


async def followed_payouts(
    session: AsyncSession, business_id: UUID, provider: str, after: UUID | None, at_most: int
) -> list[UUID]:
    """A page of the payouts that are open, out or refused lately, by id, those after `after`."""
    what = {
        "business_id": business_id,
        "provider": provider,
        "after": after,
        "open": [state.value for state in OPEN],
        "ended": [state.value for state in OUT | REFUSED],
        "recent": RECENT,
        "at_most": at_most,
    }
    return list(await session.scalars(_FOLLOWED, what))


async def providers_in_use(session: AsyncSession, business_id: UUID) -> list[str]:
    """Through whom a business has paid lately, or still pays."""
    what = {
        "business_id": business_id,
        "open": [state.value for state in OPEN],
        "recent": RECENT,
    }
    return list(await session.scalars(_PROVIDERS, what))


async def stopped_queues(
    session: AsyncSession, queues: Collection[tuple[UUID, str]]
) -> set[tuple[UUID, str]]:
    """Which of these (business, provider) must wait: a payout there lacks money, or our set-up was
    refused. One that waits goes on being tried, and with its success the others go on."""
    if not queues:
        return set()
    what = {"businesses": [b for b, _ in queues], "providers": [name for _, name in queues]}
    return {(row.business_id, row.provider) for row in await session.execute(_STOPPED, what)}
