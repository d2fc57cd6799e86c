"""The ledger in the database, against any order of refunds, holds, payouts and returns."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rewards_worker.use_cases.payouts import impatient
from tests.rewards_worker.world import CARD, World

from goodword import ids
from goodword.errors import RejectedError
from rewards_worker.db.payouts.payouts import move_payout
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Decided, Judged, PayoutReturned
from rewards_worker.domain.payout import PayoutState
from rewards_worker.domain.reward import RewardAction
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}
LIMIT = {"per": "referrer", "in": "lifetime", "count": 1, "amount": "50.00"}
FAULTS = ("reject", "drop_after", "drop_before", "insufficient_funds", "error_500_after")

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("refund"), st.integers(0, 100)),
        st.tuples(st.just("old_refund"), st.integers(0, 100)),
        st.tuples(st.just("jobs"), st.just(0)),
        st.tuples(st.just("faulty_jobs"), st.sampled_from(FAULTS)),
        st.tuples(st.just("judge"), st.sampled_from(["review", "approve", "hold"])),
        st.tuples(st.just("decide"), st.sampled_from(["retry", "revoke", "recover", "approve"])),
        st.tuples(st.just("payout_returns"), st.just(0)),
    ),
    max_size=12,
)


class Life:
    """One sale of 100.00 and its reward of 50.00, and what happens to them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seq = 1
        self.net = 100

    async def begin(self) -> None:
        await self.world.begin(ONE | {"limits": [LIMIT]}, hold_days=0)
        self.sale = self.world.sale("100.00")
        await self.world.tell(self.sale)

    async def refund(self, net: int) -> None:
        self.seq += 1
        self.net = net
        await self.world.tell(self.world.refund(self.sale, f"{net}.00", seq=self.seq))

    async def old_refund(self, net: int) -> None:
        """A fact that was overtaken."""
        await self.world.tell(self.world.refund(self.sale, f"{net}.00", seq=self.seq))

    async def jobs(self, _: object) -> None:
        await self.world.run_jobs(impatient(self.world))

    async def faulty_jobs(self, kind: str) -> None:
        await self.world.sandbox.fault(kind=kind)
        await self.jobs(0)
        await self.world.sandbox.client.delete(f"{self.world.sandbox.base_url}/faults")

    async def judge(self, action: str) -> None:
        await self._apply(Judged(RewardAction(action)))  # type: ignore[arg-type]

    async def decide(self, decision: str) -> None:
        self.seq += 1000
        await self._apply(Decided(self.seq, decision))  # type: ignore[arg-type]
        self.seq -= 1000

    async def _apply(self, occurrence: Any) -> None:
        """What is refused changes nothing."""
        with suppress(RejectedError):
            async with self.world.db.begin([self.world.business_id]) as session:
                reward = await self._reward(session)
                change = Change(reward, apply(reward.standing, occurrence))
                await record_changes([change], session=session)

    async def _reward(self, session: Any) -> Any:
        [row] = await self.world.rows(
            "select id from reward where business_id = $1", self.world.business_id
        )
        key = self.world.business_id, row["id"]
        return (await rewards_by_id(session, [key]))[key]

    async def payout_returns(self, _: object) -> None:
        """The provider gives the value back, and says so."""
        async with self.world.db.begin([self.world.business_id]) as session:
            out = await self.world.rows(
                "select id from payout where business_id = $1 and state = 'issued'",
                self.world.business_id,
            )
            if not out:
                return
            found = await locked(self.world.business_id, out[0]["id"], session=session)
            assert found is not None
            reward, payout = found
            await move_payout(session, payout, PayoutState.RETURNED)
            returned = PayoutReturned(payout.generation, "returned")
            change = Change(reward, apply(reward.standing, returned))
            await record_changes([change], session=session)

    async def settle(self) -> None:
        """All refunds are in and all jobs are done."""
        await self.jobs(0)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
async def test_any_order_ends_with_what_the_sale_makes_of_it_and_nothing_twice(
    world: World, steps: list[tuple[str, Any]]
):
    life = Life(another(world))
    await life.begin()

    for name, value in steps:
        await getattr(life, name)(value)
    await life.settle()

    await world.check()
    mine = life.world.business_id
    [reward] = await world.rows("select * from reward where business_id = $1", mine)
    payouts = await world.rows("select * from payout where business_id = $1", mine)
    assert reward["amount"] == 50 * life.net
    keys = {order["external_id"] for order in await world.sandbox.orders()}
    paid = {str(one["idem_key"]) for one in payouts if one["state"] in ("issued", "returned")}
    assert {str(one["idem_key"]) for one in payouts} & keys == paid
    assert len([one for one in payouts if one["state"] == "issued"]) <= 1


def another(world: World) -> World:
    """The same database, another business."""
    fresh = {name: ids.new() for name in ("business_id", "program_id", "ana", "ben")}
    return replace(world, **fresh, offset_s=0, _versions={})
