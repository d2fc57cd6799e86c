"""Payouts of which nobody knows: found out by asking, never by paying again."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from tests.rewards_worker.use_cases.payouts import (
    again,
    approved,
    impatient,
    open_and_die,
    opened,
)
from tests.rewards_worker.world import World

from rewards_worker.main import job_kinds
from rewards_worker.ports import Rejected
from rewards_worker.use_cases.payouts.hand_over import hand_over
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.send import record_news


@pytest.mark.parametrize("in_call", [True, False])
async def test_a_worker_that_dies_before_the_call_is_noticed_and_the_same_goes_out(
    world: World, in_call: bool
):
    await approved(world)
    await open_and_die(world, in_call=in_call)

    await world.run_jobs(impatient(world))

    [payout] = await world.rows("select * from payout")
    [order] = await world.sandbox.orders()
    assert order["external_id"] == str(payout["idem_key"])
    assert payout["state"] == "issued"
    await world.check()


async def test_a_worker_that_dies_after_the_call_is_noticed_and_nothing_goes_out_twice(
    world: World,
):
    await approved(world)
    payout = await open_and_die(world)
    await world.desk.providers["sandbox"].submit(payout["request"], payout["idem_key"])

    await world.run_jobs(impatient(world))

    assert len(await world.sandbox.orders()) == 1
    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def test_a_job_run_again_leaves_an_attempt_in_flight_alone(world: World):
    await approved(world)
    await open_and_die(world)
    job = await opened(world)

    await hand_over(job, desk=world.desk)

    assert await world.sandbox.orders() == []
    assert len(await world.rows("select * from payout_attempt")) == 1


async def test_after_the_keys_window_a_person_decides(world: World):
    await approved(world)
    await open_and_die(world)
    await world.execute("update payout set key_expires_at = now() - interval '1 second'")

    await world.run_jobs(impatient(world))

    [payout] = await world.rows("select * from payout")
    assert (payout["state"], payout["attention"]) == ("unknown", "key_window_over")
    assert await world.sandbox.orders() == []
    assert await world.states() == {"referrer": "issuing"}
    await world.check()


async def test_after_the_keys_window_what_the_provider_knows_still_counts(world: World):
    await approved(world)
    payout = await open_and_die(world)
    await world.desk.providers["sandbox"].submit(payout["request"], payout["idem_key"])
    await world.execute("update payout set key_expires_at = now() - interval '1 second'")

    await world.run_jobs(impatient(world))

    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1


async def test_a_key_that_was_used_for_something_else_is_a_persons_to_settle(world: World):
    await approved(world)
    payout = await open_and_die(world)
    other = payout["request"].replace(b"50.00", b"51.00")
    await world.desk.providers["sandbox"].submit(other, payout["idem_key"])
    blind = world.sandbox.provider()
    blind.can_inquire = False

    desk = replace(impatient(world), providers={"sandbox": blind})
    await world.run_jobs(desk)

    [payout] = await world.rows("select * from payout")
    assert (payout["state"], payout["attention"]) == ("unknown", "key_reused")
    assert len(await world.rows("select * from payout")) == 1
    assert len(await world.sandbox.orders()) == 1
    await world.check()


async def test_an_answer_after_reconciliation_is_told_once(world: World):
    slow = replace(impatient(world), providers={"sandbox": world.sandbox.provider(timeout_s=10)})
    await approved(world)
    job = await opened(world, slow)
    await world.sandbox.fault(kind="delay", seconds=1.5)

    calling = asyncio.create_task(hand_over(job, desk=slow))
    await again(world.sandbox.orders)
    await world.run_jobs(impatient(world))
    settled = await world.states()
    await calling

    assert settled == {"referrer": "issued"}
    assert len([fact for fact in await world.facts() if "issued" in fact]) == 1
    await world.check()


async def test_a_late_refusal_of_what_is_out_troubles_nobody(world: World):
    await approved(world)
    job = await opened(world)
    async with world.db.begin([world.business_id]) as session:
        payout_id = UUID(job.payload["payout_id"])
        found = await locked(world.business_id, payout_id, session=session)
    assert found is not None
    await world.run_jobs()

    late = Rejected(final=False, code="key_reused", reason="")
    after = await record_news(found[1], late, world.desk, attempt=1)

    assert after is not None
    assert (after.state, after.attention) == ("issued", None)
    assert await world.states() == {"referrer": "issued"}


async def test_an_unknown_job_of_money_is_never_simply_repeated(world: World):
    kinds = job_kinds(world.desk)

    assert (kinds["hand_over"].lost, kinds["reconcile_payout"].lost) == ("unknown", "retry")


async def test_a_worker_that_dies_after_the_answer_leaves_no_job_unknown(world: World):
    await approved(world)
    job = await opened(world, impatient(world))
    await hand_over(job, desk=world.desk)
    await world.execute("update job set state = 'unknown' where kind = 'hand_over'")

    await world.run_jobs(impatient(world))

    assert await world.states() == {"referrer": "issued"}
    assert await world.rows("select * from job where state = 'unknown'") == []
