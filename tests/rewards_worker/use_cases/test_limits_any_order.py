"""Limits and budgets hold whatever happens at the same time, on real PostgreSQL."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rewards_worker.use_cases.test_any_order import another
from tests.rewards_worker.world import World

CHOICE = {
    "choose": [
        {"kind": "gift_card", "amount": {"fixed": "50.00"}},
        {"kind": "cash", "amount": {"fixed": "20.00"}},
    ]
}
GIFTS: list[dict[str, Any]] = [CHOICE, *CHOICE["choose"]]


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    give=st.sampled_from(GIFTS),
    clamp=st.booleans(),
    batches=st.lists(st.integers(1, 3), min_size=2, max_size=4),
    refunded=st.lists(st.integers(0, 100), max_size=3),
)
async def test_batches_and_refunds_at_once_never_pass_a_limit(
    world: World, give: dict[str, Any], clamp: bool, batches: list[int], refunded: list[int]
):
    mine = another(world)
    per_referrer = {"per": "referrer", "in": "month", "count": 4, "amount": "130.00"}
    budget = {"per": "program", "in": "lifetime", "amount": "170.00", "clamp": clamp}
    rule = {"rule": "referrer", "to": "referrer", "give": give, "limits": [per_referrer, budget]}
    await mine.begin(rule)
    first = [mine.sale("100.00") for _ in refunded]
    await mine.tell(*first)

    refunds = [mine.refund(sale, f"{net}.00") for sale, net in zip(first, refunded, strict=True)]
    again = [mine.refund(sale, "100.00", seq=3) for sale in first]
    sales = [[mine.sale("100.00") for _ in range(size)] for size in batches]
    await asyncio.gather(
        *(mine.tell(*batch) for batch in sales), *(mine.tell(one) for one in refunds)
    )
    await asyncio.gather(*(mine.tell(one) for one in again), mine.tell(mine.sale("100.00")))

    rows = await mine.rows(
        "select amount from reward where business_id = $1 and state = 'pending'", mine.business_id
    )
    assert len(rows) <= 4
    assert sum(row["amount"] for row in rows) <= 13000
    [used] = await mine.rows(
        "select count, minor from limit_use where business_id = $1 and per = 'referrer'",
        mine.business_id,
    )
    assert used["count"] <= 4
    assert used["minor"] <= 13000
    await mine.check()
