"""Each invariant finds what breaks it, and nothing where all is well."""

import pytest
from tests.rewards_worker.use_cases.payouts import ONE
from tests.rewards_worker.world import World

from rewards_worker.db.invariants import INVARIANTS
from rewards_worker.use_cases.ledger.check_ledger import check_ledger

BREAKS = {
    "transfers_have_accounts": "update transfer set debit = gen_random_uuid() where kind = 'post'",
    "currency_sums_to_zero": "update account set currency = 'EUR' where kind = 'handed_over'",
    "balance_is_sum_of_transfers": "update account set balance = 9 where kind = 'pending'",
    "expense_is_what_is_owed": "update transfer set amount = amount + 1 where kind = 'release'",
    "expense_is_the_reward": "update reward set amount = amount - 1 where state = 'issued'",
    "issued_has_one_posted_payout": "update payout set state = 'rejected'",
    "one_accrual_at_most": """
        insert into transfer select (t).* from (
            select jsonb_populate_record(transfer, jsonb_build_object(
                'id', gen_random_uuid(), 'seq', 1)) as t from transfer where kind = 'accrue'
        ) as copies
    """,
    "limits_count_what_is_out": "update limit_use set count = count - 1",
}


async def a_life(world: World) -> None:
    """One reward issued, one pending, one refunded."""
    limit = {"per": "referrer", "in": "lifetime", "count": 10}
    await world.begin(ONE | {"limits": [limit]})
    await world.tell(world.sale())
    await world.advance(days=30)
    await world.run_jobs()
    refunded = world.sale("100.00")
    await world.tell(world.sale(), refunded)
    await world.tell(world.refund(refunded, "40.00"))


async def test_a_sound_ledger_breaks_none(world: World):
    await a_life(world)

    report = await check_ledger(world.db)

    assert (report.businesses, report.violations, report.for_a_person) == (1, [], 0)


def test_every_invariant_has_its_break():
    assert BREAKS.keys() == INVARIANTS.keys()


@pytest.mark.parametrize("name", INVARIANTS)
async def test_what_breaks_an_invariant_is_found(world: World, name):
    await a_life(world)
    await world.execute("alter table transfer disable trigger never_changed")

    await world.execute(BREAKS[name])
    await world.execute("alter table transfer enable trigger never_changed")

    report = await check_ledger(world.db)
    assert name in {violation.invariant for violation in report.violations}
    assert all(violation.business_id == world.business_id for violation in report.violations)


async def test_payouts_that_only_a_person_can_settle_are_counted(world: World):
    await a_life(world)
    await world.execute("update payout set attention = 'key_reused'")

    report = await check_ledger(world.db)

    assert report.for_a_person == 1
