"""Limits: never passed, whatever happens at the same time; given back with the money."""

import asyncio

from tests.rewards_worker.world import CARD, World, usd

from goodword import ids

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}


def limited(**limit):
    return ONE | {"limits": [{"per": "referrer", "in": "lifetime"} | limit]}


async def test_concurrent_batches_never_pass_a_limit(world: World):
    await world.begin(limited(count=7))
    batches = [[world.sale() for _ in range(5)] for _ in range(4)]

    await asyncio.gather(*(world.tell(*batch) for batch in batches))

    states = [row["state"] for row in await world.rows("select state from reward")]
    assert (states.count("pending"), states.count("denied")) == (7, 13)
    denied = [one for one in await world.snapshots() if one.name == "reward-denied"]
    assert {one.reason for one in denied} == {"limit_reached"}
    assert await world.balances(world.ana) == {"pending": 7 * 5000}
    await world.check()


async def test_batches_that_meet_the_same_limits_in_any_order_all_end(world: World):
    await world.begin(limited(count=100))
    referrers = [ids.new() for _ in range(6)]
    await world.tell(*(world.person(one, f"P{place}") for place, one in enumerate(referrers)))
    batches = [
        [world.sale(referrer_id=one) for one in (*referrers[place:], *referrers[:place])]
        for place in range(6)
    ]

    await asyncio.gather(*(world.tell(*batch) for batch in batches))

    uses = await world.rows("select count from limit_use")
    assert [use["count"] for use in uses] == [6] * 6
    await world.check()


async def test_an_amount_is_clamped_to_what_is_left(world: World):
    await world.begin(limited(amount="120.00", clamp=True))

    await world.tell(world.sale(), world.sale(), world.sale(), world.sale())

    amounts = [(one.name, one.amount) for one in await world.snapshots()]
    assert amounts == [
        ("reward-earned", usd("50.00")),
        ("reward-earned", usd("50.00")),
        ("reward-earned", usd("20.00")),
        ("reward-denied", usd("50.00")),
    ]
    await world.check()


async def test_what_is_wholly_refunded_makes_room_again(world: World):
    await world.begin(limited(count=1))
    first, second, third = world.sale(), world.sale(), world.sale()
    await world.tell(first, second)

    await world.tell(world.refund(first, "0.00"))
    await world.tell(third)

    assert [row["state"] for row in await world.rows("select state from reward order by id")] == [
        "revoked",
        "denied",
        "pending",
    ]
    await world.check()


async def test_a_partial_refund_makes_room_for_its_amount_only(world: World):
    await world.begin(limited(count=2, amount="70.00", clamp=True))
    first = world.sale("100.00")
    await world.tell(first)

    await world.tell(world.refund(first, "60.00"))
    await world.tell(world.sale(), world.sale())

    amounts = [(one.name, one.amount) for one in await world.snapshots()]
    assert amounts == [
        ("reward-earned", usd("50.00")),
        ("reward-adjusted", usd("30.00")),
        ("reward-earned", usd("40.00")),
        ("reward-denied", usd("50.00")),
    ]
    await world.check()


async def test_a_failed_refund_does_not_take_what_others_use_by_now(world: World):
    await world.begin(limited(count=1))
    first = world.sale()
    await world.tell(first)
    await world.tell(world.refund(first, "0.00", seq=2))
    await world.tell(world.sale())

    await world.tell(world.refund(first, "79.90", seq=3))

    states = [row["state"] for row in await world.rows("select state from reward order by id")]
    assert states == ["revoked", "pending"]
    [use] = await world.rows("select * from limit_use")
    assert (use["count"], use["minor"]) == (1, 5000)
    await world.check()


async def test_a_failed_refund_takes_its_room_back_where_it_is_free(world: World):
    await world.begin(limited(count=1))
    first = world.sale()
    await world.tell(first)
    await world.tell(world.refund(first, "0.00", seq=2))

    await world.tell(world.refund(first, "79.90", seq=3))
    await world.tell(world.sale())

    states = [row["state"] for row in await world.rows("select state from reward order by id")]
    assert states == ["pending", "denied"]
    await world.check()


async def test_what_is_out_counts_until_it_is_back(world: World):
    await world.begin(limited(count=1), hold_days=0)
    first = world.sale()
    await world.tell(first)
    await world.run_jobs()

    await world.tell(world.refund(first, "0.00"))
    await world.tell(world.sale())

    states = [row["state"] for row in await world.rows("select state from reward order by id")]
    assert states == ["issued", "denied"]
    await world.check()


async def test_failed_refunds_and_new_sales_at_once_never_pass_a_limit(world: World):
    await world.begin(limited(count=3))
    sales = [world.sale() for _ in range(3)]
    await world.tell(*sales)
    await world.tell(*(world.refund(sale, "0.00", seq=2) for sale in sales))

    await asyncio.gather(
        *(world.tell(world.refund(sale, "79.90", seq=3)) for sale in sales),
        *(world.tell(world.sale()) for _ in range(3)),
    )

    states = [row["state"] for row in await world.rows("select state from reward")]
    assert states.count("pending") == 3
    await world.check()
