"""Two at once: workers, refunds and payouts, and whatever the scheduler makes of them."""

import asyncio
from dataclasses import replace

from tests.rewards_worker.use_cases.payouts import approved, open_and_die, opened
from tests.rewards_worker.world import World

from rewards_worker.ports import Outcome, Provider
from rewards_worker.use_cases.payouts.hand_over import hand_over
from rewards_worker.use_cases.payouts.reconcile_payout import reconcile_payout


class Barrier:
    """A provider that sends nothing before two are about to send, or one has waited long enough.

    So two workers that both think it is their turn really do send at the same time.
    """

    def __init__(self, behind: Provider, parties: int = 2, patience_s: float = 0.5) -> None:
        self._behind = behind
        self._parties = parties
        self._patience_s = patience_s
        self._waiting = 0
        self._all_here = asyncio.Event()
        self.name = behind.name
        self.key_window = behind.key_window
        self.can_inquire = behind.can_inquire
        self.compose = behind.compose
        self.inquire = behind.inquire

    async def submit(self, request, key) -> Outcome:
        self._waiting += 1
        if self._waiting >= self._parties:
            self._all_here.set()
        try:
            async with asyncio.timeout(self._patience_s):
                await self._all_here.wait()
        except TimeoutError:
            pass
        return await self._behind.submit(request, key)


async def test_two_workers_with_the_same_job_pay_once(world: World):
    await approved(world)
    job = await opened(world)
    desk = replace(world.desk, providers={"sandbox": Barrier(world.sandbox.provider())})

    await asyncio.gather(hand_over(job, desk=desk), hand_over(job, desk=desk))

    assert len(await world.sandbox.orders()) == 1
    assert len(await world.rows("select * from payout_attempt")) == 1
    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def test_two_who_reconcile_at_once_send_one_key_and_tell_once(world: World):
    await approved(world)
    payout = await open_and_die(world)
    await world.execute("update payout set state = 'unknown'")
    job = await opened(world)
    desk = replace(world.desk, providers={"sandbox": Barrier(world.sandbox.provider())})

    await asyncio.gather(reconcile_payout(job, desk=desk), reconcile_payout(job, desk=desk))

    [order] = await world.sandbox.orders()
    assert order["external_id"] == str(payout["idem_key"])
    assert len([fact for fact in await world.facts() if "issued" in fact]) == 1
    await world.check()


async def test_a_refund_at_the_same_time_as_a_payout_is_taken_off_or_got_back(world: World):
    await world.begin({"rule": "referrer", "to": "referrer", "give": _card()}, hold_days=0)
    sales = [world.sale("100.00") for _ in range(8)]
    await world.tell(*sales)

    async def refund_all() -> None:
        for sale in sales:
            await world.tell(world.refund(sale, "40.00"))

    await asyncio.gather(world.run_jobs(), refund_all())
    await world.run_jobs()

    paid = [round(100 * _worth(order)) for order in await world.sandbox.orders()]
    assert len(paid) == 8
    assert set(paid) <= {2000, 5000}
    to_get_back = (await world.balances(world.ana)).get("receivable", 0)
    assert sum(paid) - to_get_back == 8 * 2000
    await world.check()


def _card() -> dict[str, object]:
    return {"kind": "gift_card", "amount": {"fixed": "50.00"}}


def _worth(order: dict) -> float:
    return float(order["rewards"][0]["value"]["denomination"])
