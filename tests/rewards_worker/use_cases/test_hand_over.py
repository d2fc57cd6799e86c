"""Handing over: once, whatever is repeated, lost, late or killed."""

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
from tests.rewards_worker.world import World, a_desk, usd

from goodword.errors import TransientError
from rewards_worker.main import job_kinds
from rewards_worker.ports import Rejected
from rewards_worker.use_cases.payouts.hand_over import hand_over
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.reconcile_payout import reconcile_payout
from rewards_worker.use_cases.payouts.send import record_news


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
