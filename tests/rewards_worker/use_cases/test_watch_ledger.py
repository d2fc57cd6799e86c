"""What the check of the ledger shows, and what its silence shows."""

import time
from dataclasses import replace

import pytest
from sqlalchemy import text
from tests.rewards_worker.use_cases.payouts import ONE, approved, open_and_die
from tests.rewards_worker.world import World

from goodword import ids
from goodword.observability import Watch
from rewards_worker.db.invariants import INVARIANTS
from rewards_worker.use_cases.ledger.check_ledger import check_ledger
from rewards_worker.use_cases.ledger.watch_ledger import CHECK_EVERY_S, LedgerWatch, check_alone

BREAK = "update account set balance = 1 where kind = 'pending'"


async def shown(world: World) -> Watch:
    """What one check shows."""
    watch = Watch("rewards-worker")
    assert await check_alone(world.db, LedgerWatch(watch))
    return watch


async def test_a_check_that_is_not_repeated_turns_readiness_red(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    await world.begin(ONE)
    watch = await shown(world)
    assert watch.health.ready() == (True, [])

    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 3 * CHECK_EVERY_S + 1)

    ready, reasons = watch.health.ready()
    monkeypatch.undo()
    assert not ready
    assert "ledger: has not been heard of for too long" in reasons


async def test_only_one_process_checks_at_a_time(world: World):
    watch = Watch("rewards-worker")
    other = "select pg_try_advisory_lock(hashtext('goodword ledger check'))"

    async with world.db.engine.connect() as connection:
        assert await connection.scalar(text(other))
        skipped = not await check_alone(world.db, LedgerWatch(watch))
        await connection.execute(text(other.replace("try_advisory_lock", "advisory_unlock")))

    assert skipped
    assert not watch.health.ready()[0]
    await shown(world)
    await shown(world)


async def test_a_time_out_in_one_business_leaves_the_others_checked(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    await world.begin(ONE)
    other = replace(world, business_id=ids.new(), ana=ids.new(), ben=ids.new(), _versions={})
    await other.begin(ONE)
    await other.tell(other.sale())
    slow = text(f"""
        select business_id, pg_cancel_backend(pg_backend_pid())::text || pg_sleep(5) as detail
        from business where business_id = '{world.business_id}'
    """)  # an id of ours
    monkeypatch.setitem(INVARIANTS, "slow", slow)  # type: ignore[arg-type]

    sound = await shown(world)
    await world.execute(BREAK)
    broken = await shown(world)

    report = await check_ledger(world.db)
    assert (report.businesses, report.unchecked) == (2, 1)
    assert {found.business_id for found in report.violations} == {other.business_id}
    assert not sound.health.ready()[0], "a check that is not whole says nothing good"
    assert any("ledger check" in reason for reason in broken.health.ready()[1])


async def test_a_payout_that_is_open_for_more_than_a_day_turns_readiness_red(world: World):
    await approved(world)
    await open_and_die(world)

    young = await shown(world)
    await world.execute("update payout set opened_at = now() - interval '25 hours'")
    old = await shown(world)

    assert young.health.ready() == (True, [])
    ready, [reason] = old.health.ready()
    assert not ready
    assert "open for 25 hours" in reason
    age = old.registry.get_sample_value("payout_oldest_open_seconds")
    assert age == pytest.approx(25 * 3600, abs=60)


async def test_a_payout_that_waits_for_a_person_turns_readiness_red(world: World):
    await approved(world)
    await open_and_die(world)
    await world.execute("update payout set attention = 'key_reused'")

    ready, [reason] = (await shown(world)).health.ready()

    assert not ready
    assert "1 wait for a person" in reason


async def test_what_waits_for_no_job_is_shown_apart_from_the_balances(world: World):
    await approved(world)
    await world.execute("delete from job where kind = 'open_payout'")

    watch = await shown(world)

    metric = watch.registry.get_sample_value
    assert metric("waiting_without_a_job") == 1
    assert metric("ledger_invariant_violations") == 0
    ready, reasons = watch.health.ready()
    assert not ready
    assert reasons == ["waiting: 1 wait for no job; see `goodword ledger check`"]
