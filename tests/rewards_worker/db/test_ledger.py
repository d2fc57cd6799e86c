"""What the database itself refuses, whoever asks."""

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from tests.rewards_worker.use_cases.payouts import ONE, approved, open_and_die
from tests.rewards_worker.world import World

from goodword import ids
from rewards_worker.db.ledger import Booking, book
from rewards_worker.domain.ledger import Account, Transfer, TransferKind

from tests.rewards_worker.world import usd  # isort: skip


def a_transfer(minor: str = "1.00", *, kind=TransferKind.ADJUST, seq: int = 7) -> Transfer:
    expense = Account("business", "program_expense", "USD")
    return Transfer(kind, seq, expense, Account("per_x", "pending", "USD"), usd(minor))


async def book_one(world: World, transfer: Transfer, reward_id=None) -> None:
    async with world.db.begin([world.business_id]) as session:
        await book(session, [Booking(world.business_id, reward_id or ids.new(), (transfer,))])


@pytest.mark.parametrize("change", ["update transfer set amount = 1", "delete from transfer"])
async def test_transfers_are_never_changed(world: World, change):
    await world.begin(ONE)
    await world.tell(world.sale())

    with pytest.raises(DBAPIError, match="permission denied"):
        async with world.db.begin([world.business_id]) as session:
            await (await session.connection()).exec_driver_sql(change)
    with pytest.raises(asyncpg.PostgresError, match="never changed"):
        await world.execute(change)  # not even as the owner of everything

    await world.check()


async def test_the_same_transfer_is_booked_once_for_ever(world: World):
    reward_id = ids.new()
    await book_one(world, a_transfer("1.00"), reward_id)

    with pytest.raises(DBAPIError, match="transfer_once"):
        await book_one(world, a_transfer("2.00"), reward_id)

    [account] = await world.rows("select balance from account where owner = 'per_x'")
    assert account["balance"] == 100


async def test_no_stored_balance_goes_below_zero(world: World):
    back = Transfer(
        TransferKind.ADJUST,
        1,
        Account("per_x", "pending", "USD"),
        Account("business", "program_expense", "USD"),
        usd("1.00"),
    )

    with pytest.raises(DBAPIError, match="account_not_negative"):
        await book_one(world, back)

    assert await world.rows("select * from account") == []


async def test_the_businesss_own_accounts_store_no_balance(world: World):
    await world.begin(ONE)
    await world.tell(world.sale())

    rows = await world.rows("select distinct balance from account where owner = 'business'")

    assert [row["balance"] for row in rows] == [None]


async def test_a_reward_is_unique_by_referral_cause_and_rule(world: World):
    await world.begin(ONE)
    await world.tell(world.sale())

    with pytest.raises(asyncpg.UniqueViolationError, match="reward_once"):
        await world.execute(
            """insert into reward select (r).* from (
                   select jsonb_populate_record(reward, jsonb_build_object('id', $1::text)) as r
                   from reward) as copies""",
            str(ids.new()),
        )


async def test_one_payout_of_a_reward_is_open_at_most(world: World):
    await approved(world)
    await open_and_die(world)
    second = """insert into payout select (p).* from (
                    select jsonb_populate_record(payout, jsonb_build_object(
                        'id', $1::text, 'idem_key', $1::text, 'generation', 2)) as p
                    from payout) as copies"""

    with pytest.raises(asyncpg.UniqueViolationError, match="payout_open"):
        await world.execute(second, str(ids.new()))
    await world.execute("update payout set state = 'rejected'")
    await world.execute(second, str(ids.new()))

    assert len(await world.rows("select * from payout")) == 2


async def test_a_key_of_a_payout_is_used_once_in_all_businesses(world: World):
    await approved(world)
    await open_and_die(world)
    await world.execute("update payout set state = 'rejected'")

    with pytest.raises(asyncpg.UniqueViolationError, match="idem_key"):
        await world.execute(
            """insert into payout select (p).* from (
                   select jsonb_populate_record(payout, jsonb_build_object(
                       'id', $1::text, 'generation', 2)) as p
                   from payout) as copies""",
            str(ids.new()),
        )
