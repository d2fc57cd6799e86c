"""The rules of rewards that take time to show (R-REW-04), by their ids."""

from tests.rewards_worker.use_cases.payouts import ONE
from tests.rewards_worker.world import World


async def test_r_rew_04_what_is_refunded_before_it_is_paid_is_owed_no_more(world: World):
    await world.begin(ONE, hold_days=30)
    sale = world.sale("100.00")
    await world.tell(sale)

    await world.tell(world.refund(sale, "0.00"))
    await world.advance(days=31)
    await world.run_jobs()

    assert await world.states() == {"referrer": "revoked"}
    assert await world.sandbox.orders() == []
    await world.check()


async def test_r_rew_04_what_is_refunded_after_it_was_paid_is_to_be_got_back(world: World):
    await world.begin(ONE, hold_days=0)
    sale = world.sale("100.00")
    await world.tell(sale)
    await world.run_jobs()

    await world.tell(world.refund(sale, "0.00"))
    await world.run_jobs()

    assert await world.balances(world.ana) == {"receivable": 5000}
    assert len(await world.sandbox.orders()) == 1
    last = (await world.snapshots())[-1]
    assert (last.status, last.recovery.minor) == ("issued", 5000)
    await world.check()
