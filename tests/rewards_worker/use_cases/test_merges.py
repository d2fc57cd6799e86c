"""People who turn out to be one: their limits, their rewards and what is decided of them later."""

import asyncio

from tests.rewards_worker.world import CARD, World

from goodword import ids
from goodword.testing.events import envelope_of
from rewards_worker.use_cases.state.apply_people import apply_people

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}


def limited(**limit):
    return ONE | {"limits": [{"per": "referrer", "in": "lifetime"} | limit]}


async def uses(world: World) -> dict[str, int]:
    rows = await world.rows("select subject, count from limit_use where count > 0")
    return {row["subject"]: row["count"] for row in rows}


async def states(world: World) -> list[str]:
    return [row["state"] for row in await world.rows("select state from reward order by id")]


async def test_an_aliass_rewards_count_for_who_stands_for_them(world: World):
    await world.begin(limited(count=2))
    anna = ids.new()
    await world.tell(world.person(anna, "Anna"))
    await world.tell(world.sale(), world.sale(referrer_id=anna))

    await world.tell(world.person(world.ana, "Ana", merged_into=anna))
    await world.tell(world.sale(referrer_id=anna), world.sale())

    assert await states(world) == ["pending", "pending", "denied", "denied"]
    assert await uses(world) == {str(anna): 2}
    denied = [one for one in await world.snapshots() if one.name == "reward-denied"]
    assert {one.reason for one in denied} == {"limit_reached"}
    await world.check()


async def test_what_an_alias_gives_back_makes_room_for_who_stands_for_them(world: World):
    await world.begin(limited(count=1))
    anna = ids.new()
    first = world.sale()
    await world.tell(world.person(anna, "Anna"), first)
    await world.tell(world.person(world.ana, "Ana", merged_into=anna))

    await world.tell(world.refund(first, "0.00"))
    await world.tell(world.sale(referrer_id=anna))

    assert await states(world) == ["revoked", "pending"]
    assert await uses(world) == {str(anna): 1}
    await world.check()


async def test_limits_follow_merge_after_merge_whatever_is_heard_first(world: World):
    await world.begin(limited(count=3))
    anna, annette = ids.new(), ids.new()
    await world.tell(world.person(anna, "Anna"), world.person(annette, "Annette"))
    first = world.sale()
    await world.tell(first, world.sale(referrer_id=anna), world.sale(referrer_id=annette))

    await world.tell(world.person(world.ana, "Ana", merged_into=anna))
    await world.check()
    await world.tell(world.person(world.ana, "Ana", merged_into=annette))
    await world.check()
    await world.tell(world.refund(first, "0.00"))
    await world.check()
    await world.tell(world.person(anna, "Anna", merged_into=annette))
    await world.tell(world.sale(), world.sale(referrer_id=anna))

    assert await uses(world) == {str(annette): 3}
    assert sorted(await states(world)) == ["denied", "pending", "pending", "pending", "revoked"]
    await world.check()


async def test_no_limit_is_passed_while_people_are_merged(world: World):
    await world.begin(limited(count=7))
    anna = ids.new()
    await world.tell(world.person(anna, "Anna"))
    merge = world.person(world.ana, "Ana", merged_into=anna)
    batches = [[world.sale(), world.sale(referrer_id=anna), world.sale()] for _ in range(6)]

    await asyncio.gather(
        *(world.tell(*batch) for batch in batches[:3]),
        world.tell(merge),
        *(world.tell(*batch) for batch in batches[3:]),
    )

    await world.check()
    counted = await uses(world)
    assert set(counted) == {str(anna)}
    await world.tell(world.sale(), world.sale(referrer_id=anna))
    assert (await states(world)).count("pending") == max(7, counted[str(anna)])
    await world.check()


async def test_what_is_decided_of_an_alias_while_they_are_merged_counts_for_the_survivor(
    world: World,
):
    await world.begin(limited(count=2))
    anna = ids.new()
    await world.tell(world.person(anna, "Anna"), world.sale())
    merge = envelope_of(world.person(world.ana, "Ana", merged_into=anna))
    merging = asyncio.Event()

    async def hold() -> None:
        async with world.db.begin([world.business_id]) as session:
            await apply_people([merge], session=session)
            merging.set()
            await asyncio.sleep(0.5)

    async def sell() -> None:
        await merging.wait()
        await world.tell(world.sale())

    await asyncio.gather(hold(), sell())

    assert await uses(world) == {str(anna): 2}
    await world.check()


async def test_who_was_both_sides_of_a_referral_earns_nothing_later(world: World):
    await world.begin(ONE)
    await world.tell(world.sale())

    await world.tell(world.person(world.ben, "Ben", merged_into=world.ana))
    await world.tell(world.sale())

    assert await states(world) == ["pending", "denied"]
    assert (await world.snapshots())[-1].reason == "self_referral"
    await world.check()


async def test_what_who_stands_for_somebody_can_accept_counts(world: World):
    await world.begin(ONE)
    anna = ids.new()
    await world.tell(
        world.person(anna, "Anna", accepts="nothing"),
        world.person(world.ana, "Ana", merged_into=anna),
    )

    await world.tell(world.sale())

    last = (await world.snapshots())[-1]
    assert (last.name, last.reason, last.beneficiary_id) == ("reward-denied", "cannot_accept", anna)


async def test_a_reward_goes_on_when_who_stands_for_its_beneficiary_is_heard_of_later(
    world: World,
):
    await world.begin(ONE, hold_days=0)
    anna = ids.new()
    await world.tell(world.person(world.ana, "Ana", emails=()), world.person(anna, emails=()))
    await world.tell(world.sale())
    await world.run_jobs()
    assert await world.states() == {"referrer": "needs_action"}

    await world.tell(world.person(world.ana, "Ana", emails=(), merged_into=anna))
    await world.tell(world.person(anna, "Anna"))
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    [order] = await world.sandbox.orders()
    assert order["rewards"][0]["recipient"]["email"] == "anna@example.com"
