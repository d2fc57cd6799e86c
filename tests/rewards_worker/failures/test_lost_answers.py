"""Cases 1 to 4: nobody knows whether there is an order."""

import asyncio
import signal
import sys

import pytest
from tests.rewards_worker.failures.shop import Shop
from tests.rewards_worker.use_cases.payouts import again
from tests.rewards_worker.world import SECRET_KEY

WORKER = """
import asyncio, sys
import httpx
from goodword.database import Database
from goodword.jobs import Runner
from goodword.observability import Watch
from goodword.seal import Sealer
from goodword.setups import SetUps
from rewards_worker.main import job_kinds
from rewards_worker.ports import Means
from rewards_worker.providers.tremendous.opening import TremendousOpener
from rewards_worker.use_cases.payouts.desk import Desk

async def main(url, sandbox, key):
    db = Database(url, service="rewards-worker", schema="rewards", pool_size=3)
    watch = Watch("rewards-worker")
    async with httpx.AsyncClient() as client:
        sealer = Sealer([key])
        opener = TremendousOpener({"production": sandbox})
        desk = Desk(db=db, providers={}, openers={"tremendous": opener}, sealer=sealer,
                    means=Means(client=client, db=db, code_key=b""),
                    set_ups=SetUps("provider", sealer), watch=watch)
        await Runner(db, job_kinds(desk), watch).run(asyncio.Event())

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("fault", ["drop_after", "error_500_after"])
async def test_01_an_answer_that_is_lost_leaves_one_order_however_often_workers_restart(
    shop: Shop, fault: str
) -> None:
    await shop.world.sandbox.fault(kind=fault)
    await shop.owe()

    await shop.send()

    assert (await shop.payout())["state"] == "unknown"
    for _ in range(3):
        await shop.again()
    assert (await shop.payout())["state"] == "issued"
    assert await shop.states() == ["issued"]
    assert await shop.attempts() == 1
    await shop.paid()


@pytest.mark.parametrize(
    ("fault", "orders"),
    [("delay", 1), ("timeout", 0)],
    ids=["after the order was made", "before it was made"],
)
async def test_02_a_worker_killed_between_intent_and_answer_pays_once(
    shop: Shop, fault: str, orders: int
) -> None:
    """Of Square's two calls there is none here: an order and its gift are one call."""
    world = shop.world
    await world.sandbox.fault(kind=fault, seconds=60)
    await shop.owe()

    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WORKER, world.db.url, world.sandbox.base_url, SECRET_KEY
    )
    try:
        await again(lambda: world.rows("select 1 from payout_attempt"), patience_s=60)
        if orders:
            await again(world.sandbox.orders, patience_s=60)
    finally:
        worker.send_signal(signal.SIGKILL)
        await worker.wait()

    assert await shop.states() == ["issuing"]
    assert len(await world.sandbox.orders()) == orders
    await world.sandbox.client.delete(f"{world.sandbox.base_url}/faults")
    await world.execute("update job set lease_until = now() where state = 'running'")
    for _ in range(3):
        await shop.again()
    assert await shop.states() == ["issued"]
    assert await shop.attempts() == 2 - orders
    await shop.paid()


async def test_03_what_never_reached_the_provider_goes_out_again_under_the_same_key(
    shop: Shop,
) -> None:
    await shop.world.sandbox.fault(kind="drop_before")
    await shop.owe()

    await shop.send()

    before = await shop.payout()
    assert before["state"] == "unknown"
    assert await shop.world.sandbox.orders() == []
    await shop.again()
    after = await shop.payout()
    [order] = await shop.world.sandbox.orders()
    assert order["external_id"] == str(before["idem_key"]) == str(after["idem_key"])
    assert before["request"] == after["request"]
    assert await shop.attempts() == 2
    await shop.paid()


async def test_04_a_replay_is_the_same_reward_and_told_once(shop: Shop) -> None:
    """201 with `reward`; then the same bytes again, which answers 201 with `rewards`."""
    await shop.world.sandbox.fault(kind="duplicate_answer")
    await shop.owe()
    await shop.work()
    payout = await shop.payout()

    window = await shop.world.desk.window(shop.world.business_id, "tremendous")
    again = await window.provider.submit(payout["request"], payout["idem_key"])
    await shop.again()

    assert again.http_status == 201
    assert getattr(again, "provider_ref", None) == payout["provider_ref"]
    assert await shop.states() == ["issued"]
    await shop.paid()
