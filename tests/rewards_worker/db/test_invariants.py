"""Each invariant finds what breaks it, and nothing where all is well."""

import pytest
from tests.rewards_worker.use_cases.payouts import ONE, approved, impatient, open_and_die
from tests.rewards_worker.world import CARD, World

from goodword.testing.jobs import run_due
from rewards_worker.db.invariants import INVARIANTS, WAITING
from rewards_worker.main import job_kinds
from rewards_worker.use_cases.ledger.check_ledger import check_ledger
from rewards_worker.use_cases.payouts.timers import NOTICE

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
    "what_waits_has_a_job": "update job set state = 'dead' where kind = 'release_reward'",
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


@pytest.mark.parametrize(
    ("kind", "at"),
    [
        ("release_reward", "hold"),
        ("end_choice", "choice"),
        ("open_payout", "approved"),
        ("notice_lost_payout", "submitting"),
        ("reconcile_payout", "unknown"),
    ],
)
async def test_what_waits_is_found_once_its_job_is_gone(world: World, kind: str, at: str):
    await waiting(world, at)
    sound = await check_ledger(world.db)

    await world.execute("delete from job where kind = $1 and state = 'ready'", kind)

    [found] = (await check_ledger(world.db)).violations
    assert sound.violations == []
    assert (found.invariant, f"waits for a job {kind}" in found.detail) == (WAITING, True)


async def waiting(world: World, at: str) -> None:
    """One reward that waits in its hold, for a choice, for its payout or for the provider."""
    if at == "hold":
        await world.begin(ONE)
        await world.tell(world.sale())
    elif at == "choice":
        gifts = [CARD, {"kind": "cash", "amount": {"fixed": "50.00"}}]
        await world.begin(ONE | {"give": {"choose": gifts}}, hold_days=0)
        await world.tell(world.sale())
        await world.run_jobs()
    elif at == "approved":
        await approved(world)
    else:
        await approved(world)
        await open_and_die(world)
        if at == "unknown":
            notice = {NOTICE: job_kinds(impatient(world))[NOTICE]}
            await world.advance(days=1)
            await run_due(world.db, notice)


async def test_payouts_that_only_a_person_can_settle_are_counted(world: World):
    await a_life(world)
    await world.execute("update payout set attention = 'key_reused'")

    report = await check_ledger(world.db)

    assert report.for_a_person == 1
