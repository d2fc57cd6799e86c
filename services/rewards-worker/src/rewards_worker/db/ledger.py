"""The ledger's tables: accounts, and transfers that are never changed.

Only beneficiaries' accounts store a balance; the business's own would be one row that every sale
updates, so theirs is the sum of their transfers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from rewards_worker.db.metadata import metadata
from rewards_worker.domain.ledger import Account, Balances, Place, Transfer, changes_of

account = Table(
    "account",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("owner", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("balance", BigInteger),
    PrimaryKeyConstraint("business_id", "id"),
    UniqueConstraint("business_id", "owner", "kind", "currency", name="account_once"),
    CheckConstraint("balance >= 0", name="account_not_negative"),
)

transfer = Table(
    "transfer",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("reward_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("debit", Uuid, nullable=False),
    Column("credit", Uuid, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    PrimaryKeyConstraint("business_id", "id"),
    # No foreign keys to accounts: each transfer would lock the row that all sales share.
    UniqueConstraint("business_id", "reward_id", "kind", "seq", name="transfer_once"),
    CheckConstraint("amount > 0", name="transfer_above_zero"),
    CheckConstraint("debit <> credit", name="transfer_two_accounts"),
)
Index("transfer_debit", transfer.c.business_id, transfer.c.debit)
Index("transfer_credit", transfer.c.business_id, transfer.c.credit)

_OPEN = text("""
    insert into account (business_id, id, owner, kind, currency, balance)
    select * from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:owners as text[]),
        cast(:kinds as text[]), cast(:currencies as text[]), cast(:balances as bigint[])
    ) as e order by 1, 2
    on conflict do nothing
""")
_CHANGE = text("""
    with e as materialized (
        select * from unnest(
            cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:changes as bigint[])
        ) as e (business_id, id, change)
    ), locked as materialized (
        select a.business_id, a.id from account a
        join e on (e.business_id, e.id) = (a.business_id, a.id)
        order by a.business_id, a.id for update of a
    )
    update account a set balance = a.balance + e.change
    from locked join e using (business_id, id)
    where (a.business_id, a.id) = (locked.business_id, locked.id)
""")
_BOOK = text("""
    insert into transfer
        (business_id, id, reward_id, kind, seq, debit, credit, amount, currency)
    select * from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:rewards as uuid[]),
        cast(:kinds as text[]), cast(:seqs as bigint[]), cast(:debits as uuid[]),
        cast(:credits as uuid[]), cast(:amounts as bigint[]), cast(:currencies as text[])
    )
""")
_BALANCES = text("""
    select t.business_id, t.reward_id, d.kind as debit, c.kind as credit, sum(t.amount) as amount
    from transfer t
    join unnest(cast(:businesses as uuid[]), cast(:rewards as uuid[])) as e (business_id, reward_id)
      on (e.business_id, e.reward_id) = (t.business_id, t.reward_id)
    join account d on (d.business_id, d.id) = (t.business_id, t.debit)
    join account c on (c.business_id, c.id) = (t.business_id, t.credit)
    group by 1, 2, 3, 4
""")


@dataclass(frozen=True, slots=True)
class Booking:
    """The transfers of one reward."""

    business_id: UUID
    reward_id: UUID
    transfers: tuple[Transfer, ...]


def account_id(business_id: UUID, account: Account) -> UUID:
    """The id of an account: made from what it is, so that nobody has to look it up first."""
    return uuid5(business_id, f"{account.owner}/{account.kind}/{account.currency}")


async def book(session: AsyncSession, bookings: Sequence[Booking]) -> None:
    """Write transfers and change the balances they touch: three statements, rows in one order.

    A transfer of a (reward, kind, seq) that was booked already is a conflict of the database's.
    """
    booked = [(one, transfer) for one in bookings for transfer in one.transfers]
    if not booked:
        return
    await _open_accounts(session, booked)
    await _change_balances(session, bookings)
    await session.execute(
        _BOOK,
        {
            "businesses": [one.business_id for one, _ in booked],
            "ids": [ids.new() for _ in booked],
            "rewards": [one.reward_id for one, _ in booked],
            "kinds": [transfer.kind.value for _, transfer in booked],
            "seqs": [transfer.seq for _, transfer in booked],
            "debits": [account_id(one.business_id, transfer.debit) for one, transfer in booked],
            "credits": [account_id(one.business_id, transfer.credit) for one, transfer in booked],
            "amounts": [transfer.amount.minor for _, transfer in booked],
            "currencies": [transfer.amount.currency for _, transfer in booked],
        },
    )


async def _open_accounts(session: AsyncSession, booked: Iterable[tuple[Booking, Transfer]]) -> None:
    accounts = {
        (one.business_id, account)
        for one, transfer in booked
        for account in (transfer.debit, transfer.credit)
    }
    await session.execute(
        _OPEN,
        {
            "businesses": [business for business, _ in accounts],
            "ids": [account_id(business, account) for business, account in accounts],
            "owners": [account.owner for _, account in accounts],
            "kinds": [account.kind for _, account in accounts],
            "currencies": [account.currency for _, account in accounts],
            "balances": [0 if account.stores_balance else None for _, account in accounts],
        },
    )


async def _change_balances(session: AsyncSession, bookings: Sequence[Booking]) -> None:
    changes: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for one in bookings:
        for account, change in changes_of(one.transfers).items():
            changes[one.business_id, account_id(one.business_id, account)] += change
    await session.execute(
        _CHANGE,
        {
            "businesses": [business for business, _ in changes],
            "ids": [account for _, account in changes],
            "changes": list(changes.values()),
        },
    )


async def balances(
    session: AsyncSession, rewards: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Balances]:
    """The balances of these rewards, by business and reward, each the sum of its transfers."""
    wanted = list(rewards)
    rows = await session.execute(
        _BALANCES, {"businesses": [b for b, _ in wanted], "rewards": [r for _, r in wanted]}
    )
    sums: dict[tuple[UUID, UUID], dict[Place, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        places = sums[row.business_id, row.reward_id]
        places[_place(row.debit)] -= int(row.amount)
        places[_place(row.credit)] += int(row.amount)
    return {
        key: Balances(
            pending=places[Place.PENDING],
            available=places[Place.AVAILABLE],
            clearing=places[Place.CLEARING],
            handed_over=places[Place.HANDED_OVER],
            receivable=-places[Place.RECEIVABLE],
        )
        for key, places in sums.items()
    }


def _place(kind: str) -> Place:
    return Place(kind.partition(":")[0])
