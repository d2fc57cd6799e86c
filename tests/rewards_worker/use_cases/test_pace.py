"""Somebody who is to be thanked for many people within a day: a person looks before it goes on."""

from typing import Any

from tests.rewards_worker.stages import named, on
from tests.rewards_worker.world import BOTH_SIDES, CARD, World

from goodword import ids
from goodword.bus import Said
from goodword.events import RewardDecided

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}
TWO_A_DAY = {"fraud": {"most_people_a_day": 2}}


async def begin(world: World, *rules: dict[str, Any]) -> None:
    await world.begin(*(rules or [ONE]), hold_days=0)
    await world.tell(world.business(parameters=TWO_A_DAY))


async def sale_to(world: World, **more: Any) -> Said:
    """Of somebody new, whom Ana has referred."""
    buyer = ids.new()
    await world.tell(world.person(buyer, "Dan"))
    return world.sale(client_id=buyer, **more)


async def stands(world: World) -> list[tuple[Any, ...]]:
    rows = await world.rows("select state, reason from reward order by id")
    return [tuple(row) for row in rows]


async def decide(world: World, decision: str) -> None:
    [row] = await world.rows("select id from reward where state = 'in_review'")
    decided = RewardDecided(
        business_id=world.business_id, reward_id=row["id"], decision=decision, actor="operator"
    )
    await world.tell(Said(decided, 1))
    await world.run_jobs()


EARNED, LOOKED_AT = ("pending", None), ("in_review", "fraud_review")


async def test_who_brings_more_people_in_a_day_than_that_is_looked_at(world: World):
    await begin(world)

    for _ in range(3):
        await world.tell(await sale_to(world))

    assert await stands(world) == [EARNED, EARNED, LOOKED_AT]
    held = (await world.snapshots())[-1]
    assert held.verdict["reasons"] == [{"code": "fraud_review", "required": 2, "actual": 3}]


async def test_those_of_one_batch_count_too_and_one_buyer_counts_once(world: World):
    await begin(world)
    sales = [await sale_to(world) for _ in range(3)]
    again = world.sale(client_id=sales[0].event.client_id)

    await world.tell(sales[0], again, *sales[1:])

    assert await stands(world) == [EARNED, EARNED, EARNED, LOOKED_AT]


async def test_a_buyer_of_before_counts_once_beside_those_of_a_batch(world: World):
    await begin(world)
    first = await sale_to(world)
    await world.tell(first)

    again = world.sale(client_id=first.event.client_id)
    await world.tell(again, await sale_to(world))

    assert await stands(world) == [EARNED, EARNED, EARNED]


async def test_the_next_day_begins_anew_and_another_referrer_is_another(world: World):
    await begin(world)
    cleo = ids.new()
    await world.tell(world.person(cleo, "Cleo"))
    for _ in range(2):
        await world.tell(await sale_to(world))

    await world.tell(await sale_to(world, referrer_id=cleo))
    world.offset_s += 86_401
    await world.tell(world.business(parameters=TWO_A_DAY))
    await world.tell(await sale_to(world))

    assert [reason for _, reason in await stands(world)] == [None] * 4


async def test_a_second_account_is_no_second_referrer(world: World):
    await begin(world)
    anna = ids.new()
    await world.tell(world.person(anna, "Anna"))
    await world.tell(await sale_to(world), await sale_to(world))

    await world.tell(world.person(world.ana, "Ana", merged_into=anna))
    await world.tell(await sale_to(world, referrer_id=anna))

    assert await stands(world) == [EARNED, EARNED, LOOKED_AT]


async def test_only_a_person_lets_it_go_on(world: World):
    await begin(world)
    await world.tell(*[await sale_to(world) for _ in range(3)])

    await world.tell(world.business(), world.person(world.ana, "Ana"))
    await world.run_jobs()
    assert (await stands(world))[2] == LOOKED_AT
    await decide(world, "approve")

    assert await stands(world) == [("issued", None)] * 3
    await world.check()


async def test_what_a_person_takes_for_fraud_is_denied_for_it(world: World):
    await begin(world)
    await world.tell(*[await sale_to(world) for _ in range(3)])

    await decide(world, "deny")

    assert (await stands(world))[2] == ("denied", "fraud_blocked")
    denied = [one for one in await world.snapshots() if one.name == "reward-denied"][-1]
    assert [one["code"] for one in denied.verdict["reasons"]] == ["fraud_blocked"]
    assert denied.verdict["outcome"] == "denied"
    await world.check()


async def test_both_sides_are_held_and_nobody_is_where_a_business_says_nothing(world: World):
    await begin(world, *BOTH_SIDES)
    await world.tell(*[await sale_to(world) for _ in range(3)])
    assert (await stands(world)).count(LOOKED_AT) == 2

    await world.tell(world.business())
    await world.tell(*[await sale_to(world) for _ in range(3)])

    assert (await stands(world)).count(LOOKED_AT) == 2


async def test_names_that_are_given_are_counted_too(world: World):
    await begin(world, on("named"))
    people = [ids.new() for _ in range(3)]
    await world.tell(*(world.person(one, "Dan") for one in people))

    await world.tell(*(named(world, prospect_id=one) for one in people))

    assert await stands(world) == [EARNED, EARNED, LOOKED_AT]
