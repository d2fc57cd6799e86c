"""Handing over: once, whatever is repeated, lost, late or killed."""

import asyncio
from dataclasses import replace

import pytest
from tests.rewards_worker.use_cases.payouts import (
    again,
    approved,
    opened,
)
from tests.rewards_worker.world import World, a_desk, usd

from goodword.errors import TransientError
from rewards_worker.use_cases.payouts.hand_over import hand_over
from rewards_worker.use_cases.payouts.reconcile_payout import reconcile_payout


async def test_the_gift_goes_out_for_what_is_left_and_its_link_is_sealed(world: World):
    await world.begin()
    sale = world.sale("79.90")
    await world.tell(sale, world.sale(referred=False))
    await world.tell(world.refund(sale, "59.90"))

    await world.advance(days=30)
    await world.run_jobs()

    orders = await world.sandbox.orders()
    assert sorted(order["rewards"][0]["value"]["denomination"] for order in orders) == [37.48] * 2
    issued = [one for one in await world.snapshots() if one.name == "reward-issued"]
    assert [(one.status, one.amount) for one in issued] == [("issued", usd("37.48"))] * 2
    for one in issued:
        assert (one.handover.by, one.handover.provider) == ("us", "sandbox")
        link = world.desk.sealer.open(one.handover.sealed)
        assert link.startswith(f"{world.sandbox.base_url}/gifts/")
        assert link not in one.model_dump_json()
    assert await world.balances(world.ana) == {}
    await world.check()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error_500"},
        {"kind": "error_500_after"},
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "drop_after", "next": 3},
        {"kind": "duplicate_answer"},
        {"kind": "rate_limited", "seconds": 1},
        {"kind": "insufficient_funds", "next": 2},
        {"kind": "delay", "seconds": 2},
        {"kind": "timeout", "seconds": 2},
    ],
    ids=lambda fault: fault["kind"],
)
async def test_whatever_goes_wrong_exactly_one_gift_is_made(world: World, fault):
    desk = replace(world.desk, providers={"sandbox": world.sandbox.provider(timeout_s=0.5)})
    await approved(world)
    await world.sandbox.fault(**fault)

    await world.run_jobs(desk)

    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1
    assert [fact for fact in await world.facts() if "issued" in fact] == [
        "reward-issued referrer 50.00"
    ]
    await world.check()


async def test_a_refusal_fails_the_reward_and_frees_the_money(world: World):
    await approved(world)
    await world.sandbox.fault(kind="reject")

    await world.run_jobs()

    failed = (await world.snapshots())[-1]
    assert (failed.name, failed.status, failed.reason) == (
        "reward-failed",
        "failed",
        "invalid_order",
    )
    assert await world.sandbox.orders() == []
    assert await world.balances(world.ana) == {"available": 5000}
    await world.check()


async def test_the_intent_is_on_disk_before_anything_is_sent(world: World):
    await approved(world)
    await world.sandbox.fault(kind="timeout", seconds=60)

    calling = asyncio.create_task(hand_over(await opened(world), desk=world.desk))
    await again(lambda: world.rows("select * from payout_attempt"))
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling

    [payout] = await world.rows("select * from payout")
    [attempt] = await world.rows("select * from payout_attempt")
    assert (payout["state"], attempt["outcome"]) == ("submitting", None)
    assert str(payout["idem_key"]).encode() in payout["request"]
    assert await world.balances(world.ana) == {}
    await world.check()


async def test_a_job_run_again_after_the_end_does_nothing(world: World):
    await approved(world)
    job = await opened(world)
    await world.run_jobs()

    await hand_over(job, desk=world.desk)
    await reconcile_payout(job, desk=world.desk)

    assert len(await world.sandbox.orders()) == 1
    assert len(await world.rows("select * from payout_attempt")) == 1


async def test_where_nothing_was_made_the_same_bytes_go_out_under_the_same_key(world: World):
    await approved(world)
    job = await opened(world)
    await world.sandbox.fault(kind="rate_limited", seconds=1)

    with pytest.raises(TransientError):
        await hand_over(job, desk=world.desk)
    [before] = await world.rows("select * from payout")
    await hand_over(job, desk=world.desk)

    [after] = await world.rows("select * from payout")
    assert (after["idem_key"], after["request"]) == (before["idem_key"], before["request"])
    attempts = await world.rows("select * from payout_attempt order by n")
    assert [one["outcome"] for one in attempts] == ["nothing_made", "issued"]
    assert len(await world.sandbox.orders()) == 1


async def test_what_is_mended_at_the_provider_goes_out_afterwards(world: World):
    await approved(world)
    refused = a_desk(
        world.db, world.sandbox, providers={"sandbox": world.sandbox.provider(token="LIVE_key")}
    )

    job = await opened(world)

    with pytest.raises(TransientError) as later:
        await hand_over(job, desk=refused)
    ready, reasons = refused.watch.health.ready()
    await hand_over(job, desk=world.desk)

    assert later.value.retry_after_s == 300
    assert (ready, len(reasons)) == (False, 1)
    assert "credentials" in reasons[0]
    assert world.desk.watch.health.ready()[0]
    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1


async def test_a_reward_that_was_refunded_before_its_payout_is_not_paid(world: World):
    sale = await approved(world)
    await world.tell(world.refund(sale, "0.00"))

    await world.run_jobs()

    assert await world.states() == {"referrer": "revoked"}
    assert await world.sandbox.orders() == []
    assert await world.rows("select * from payout") == []
    assert await world.rows("select * from job where state <> 'done'") == []
