"""Payouts, always locked after their reward."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from rewards_worker.domain.payout import CLOSED, PayoutState
from rewards_worker.domain.worth import Worth, worth

_ADD = text("""
    insert into payout (business_id, id, reward_id, generation, provider, state, idem_key, request,
                        amount, currency, tax_year, key_expires_at)
    select business_id, id, reward_id, generation, provider, 'submitting', idem_key, request,
           amount, currency, tax_year, now() + key_window
    from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:rewards as uuid[]),
        cast(:generations as int[]), cast(:providers as text[]), cast(:keys as uuid[]),
        cast(:requests as bytea[]), cast(:amounts as bigint[]), cast(:currencies as text[]),
        cast(:years as int[]), cast(:windows as interval[])
    ) as e (business_id, id, reward_id, generation, provider, idem_key, request, amount, currency,
            tax_year, key_window)
""")
# What was held without an order (one that has its order is never sent again) made nothing either.
PAYOUT_COLUMNS = """
    p.business_id, p.id, p.reward_id, p.generation, p.provider, p.state, p.idem_key, p.request,
    p.amount, p.currency, p.provider_ref, p.attention, p.looks,
    p.key_expires_at > now() or not exists (
        select from payout_attempt a where (a.business_id, a.payout_id) = (p.business_id, p.id)
          and coalesce(a.outcome, 'open') not in ('nothing_made', 'held')
    ) as key_is_fresh,
    (select now() - max(a.started_at) from payout_attempt a
     where (a.business_id, a.payout_id) = (p.business_id, p.id) and a.outcome is null
    ) as in_flight_for,
    now() - p.opened_at as open_for
"""
_BY_ID = text(f"""
    select {PAYOUT_COLUMNS} from payout p
    where p.business_id = :business_id and p.id = :id for update of p
""")  # noqa: S608  # a constant of this file
_REWARDS_OF = text("""
    select distinct p.business_id, p.reward_id from payout p
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, id)
      using (business_id, id)
""")
_REWARD_OF = text("select reward_id from payout where business_id = :business_id and id = :id")
_MOVE = text("""
    update payout set state = :state, provider_ref = coalesce(:provider_ref, provider_ref),
        attention = cast(:attention as text),
        attention_at = case when cast(:attention as text) is not null
                            then coalesce(attention_at, now()) end
    where business_id = :business_id and id = :id and state = :before
    returning id
""")
_BLOCKED = text("""
    select distinct p.business_id, p.reward_id from payout p
    join unnest(cast(:businesses as uuid[]), cast(:rewards as uuid[])) as e (business_id, reward_id)
      using (business_id, reward_id)
    where p.attention is not null
""")
_LATER = text(f"""
    select {PAYOUT_COLUMNS} from payout p
    where p.business_id = :business_id and p.reward_id = :reward_id and p.generation > :generation
      and p.state <> all(cast(:closed as text[])) for update of p
""")  # noqa: S608  # a constant of this file


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """One attempt chain to hand a reward over.

    `idem_key` and `request` go out with every attempt. `key_is_fresh` says whether the provider is
    sure to recognise the key, or nothing can have been made under it yet, `in_flight_for` how long
    ago an attempt began of which no end is known.
    """

    business_id: UUID
    id: UUID
    reward_id: UUID
    generation: int
    provider: str
    state: PayoutState
    idem_key: UUID
    request: bytes
    amount: Worth
    provider_ref: str | None
    attention: str | None
    looks: int
    key_is_fresh: bool
    in_flight_for: timedelta | None
    open_for: timedelta

    @property
    def quiet_for(self) -> timedelta:
        """How long nothing has been heard of it."""
        return self.open_for if self.in_flight_for is None else self.in_flight_for

    @property
    def shown_id(self) -> str:
        return ids.show("pay", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayout:
    """The intent to pay: what goes out, in which year, and under which key for how long."""

    business_id: UUID
    id: UUID
    reward_id: UUID
    generation: int
    provider: str
    idem_key: UUID
    request: bytes
    amount: Worth
    tax_year: int
    key_window: timedelta


async def add_payouts(session: AsyncSession, new: Sequence[NewPayout]) -> None:
    """Write intents down; a conflict of the database's where one of a reward is open already."""
    if not new:
        return
    await session.execute(
        _ADD,
        {
            "businesses": [one.business_id for one in new],
            "ids": [one.id for one in new],
            "rewards": [one.reward_id for one in new],
            "generations": [one.generation for one in new],
            "providers": [one.provider for one in new],
            "keys": [one.idem_key for one in new],
            "requests": [one.request for one in new],
            "amounts": [one.amount.minor for one in new],
            "currencies": [one.amount.currency for one in new],
            "years": [one.tax_year for one in new],
            "windows": [one.key_window for one in new],
        },
    )


async def payout_by_id(session: AsyncSession, business_id: UUID, payout_id: UUID) -> Payout | None:
    """That payout, locked; its reward's row must be locked before."""
    keys = {"business_id": business_id, "id": payout_id}
    row = (await session.execute(_BY_ID, keys)).one_or_none()
    return read_payout(row) if row else None


async def reward_of(session: AsyncSession, business_id: UUID, payout_id: UUID) -> UUID | None:
    """Whose payout it is: rewards are locked before their payouts."""
    keys = {"business_id": business_id, "id": payout_id}
    found: UUID | None = await session.scalar(_REWARD_OF, keys)
    return found


async def rewards_of_payouts(
    session: AsyncSession, payouts: Sequence[tuple[UUID, UUID]]
) -> list[tuple[UUID, UUID]]:
    """Business and reward of these payouts, so that all can be locked in one order."""
    what = {"businesses": [b for b, _ in payouts], "ids": [i for _, i in payouts]}
    return [(row.business_id, row.reward_id) for row in await session.execute(_REWARDS_OF, what)]


async def move_payout(
    session: AsyncSession,
    payout: Payout,
    state: PayoutState,
    *,
    provider_ref: str | None = None,
    attention: str | None = None,
) -> None:
    """Move a locked payout on; RuntimeError where it was moved behind the lock's back."""
    moved = await session.execute(
        _MOVE,
        {
            "business_id": payout.business_id,
            "id": payout.id,
            "before": payout.state.value,
            "state": state.value,
            "provider_ref": provider_ref,
            "attention": attention,
        },
    )
    if moved.one_or_none() is None:
        raise RuntimeError(f"{payout.shown_id} is no longer {payout.state}")


async def blocked(
    session: AsyncSession, rewards: Iterable[tuple[UUID, UUID]]
) -> set[tuple[UUID, UUID]]:
    """Which of these locked rewards have a payout that a person must look at first."""
    wanted = list(rewards)
    rows = await session.execute(
        _BLOCKED, {"businesses": [b for b, _ in wanted], "rewards": [r for _, r in wanted]}
    )
    return {(row.business_id, row.reward_id) for row in rows}


async def later_payout(session: AsyncSession, payout: Payout) -> Payout | None:
    """The later payout of the same reward that is open or out, locked, if there is one."""
    what = {
        "business_id": payout.business_id,
        "reward_id": payout.reward_id,
        "generation": payout.generation,
        "closed": [state.value for state in CLOSED],
    }
    row = (await session.execute(_LATER, what)).one_or_none()
    return read_payout(row) if row else None


def read_payout(row: Row[Any]) -> Payout:
    """The payout in a row of `PAYOUT_COLUMNS`."""
    fields = dict(row._mapping)
    money = worth(minor=fields.pop("amount"), currency=fields.pop("currency"))
    return Payout(**fields | {"state": PayoutState(row.state), "amount": money})
