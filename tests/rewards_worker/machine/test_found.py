"""What the machine found wrong once, each as a plain story."""

from typing import Any
from uuid import UUID

from tests.rewards_worker.use_cases.payouts import ONE
from tests.rewards_worker.world import CARD, World

from goodword import ids
from goodword.bus import Said
from goodword.events import PersonErased, RewardDecided

POINTS = {"kind": "points", "amount": {"points": 700}}


def erased(world: World, *people: UUID) -> list[Said]:
    told = []
    for who in people:
        version = world._next(who)
        event = PersonErased(business_id=world.business_id, person_id=who, version=version)
        told.append(Said(event, version))
    return told


async def approve(world: World, times: int = 1) -> None:
    """A person lets the only reward go on."""
    [row] = await world.rows("select id from reward")
    for seq in range(1, times + 1):
        decided = RewardDecided(
            business_id=world.business_id,
            reward_id=row["id"],
            decision="approve",
            actor="operator",
        )
        await world.tell(Said(decided, seq))


async def stands(world: World) -> list[tuple[Any, ...]]:
    rows = await world.rows("select state, reason, amount from reward order by id")
    return [tuple(row) for row in rows]


async def test_limits_still_add_up_when_who_was_merged_is_erased(world: World):
    limit = {"per": "referrer", "in": "lifetime", "count": 3}
    await world.begin(ONE | {"limits": [limit]})
    anna = ids.new()
    await world.tell(world.person(anna, "Anna"), world.sale(), world.sale(referrer_id=anna))
    await world.tell(world.person(world.ana, "Ana", merged_into=anna))

    await world.tell(*erased(world, world.ana, anna))

    assert await stands(world) == [("revoked", "erased", 5000)] * 2
    [used] = await world.rows("select subject, count, minor from limit_use")
    assert tuple(used) == (str(anna), 0, 0)
    await world.check()


async def test_the_timer_of_an_earlier_question_does_not_end_the_choice(world: World):
    choice = {"choose": [CARD, POINTS], "default": "gift_card", "choose_within_days": 7}
    await world.begin(ONE | {"give": choice}, hold_days=0)
    sale = world.sale("100.00")
    await world.tell(sale)
    await world.run_jobs()
    await world.tell(world.refund(sale, "0.00"))
    await world.tell(world.refund(sale, "100.00", seq=3))
    await world.advance(5)
    await approve(world)
    assert await stands(world) == [("needs_action", "choice", 5000)]

    await world.advance(3)
    await world.run_jobs()

    assert await stands(world) == [("needs_action", "choice", 5000)]
    await world.advance(5)
    await world.run_jobs()
    assert await stands(world) == [("issued", None, 5000)]
    await world.check()


async def test_a_failed_refund_brings_nothing_back_for_who_is_erased(world: World):
    await world.begin(ONE, hold_days=7)
    sale = world.sale("100.00")
    await world.tell(sale, world.refund(sale, "0.00"))
    await world.tell(*erased(world, world.ana))
    await world.tell(world.refund(sale, "100.00", seq=3))

    await world.advance(8)
    await world.run_jobs()

    assert await stands(world) == [("revoked", "erased", 5000)]
    assert await world.balances(world.ana) == {}
    assert await world.sandbox.orders() == []
    await world.check()


async def test_who_was_merged_twice_is_paid_once_the_last_can_be_reached(world: World):
    await world.begin(ONE, hold_days=0)
    anna, annette = ids.new(), ids.new()
    unreachable: dict[str, Any] = {"emails": ()}
    await world.tell(
        world.person(world.ana, "Ana", **unreachable),
        world.person(anna, "Anna", **unreachable),
        world.person(annette, "Annette", **unreachable),
    )
    await world.tell(world.sale("100.00"))
    await world.run_jobs()
    await world.tell(world.person(world.ana, "Ana", merged_into=anna))
    await world.tell(world.person(anna, "Anna", merged_into=annette))
    assert await stands(world) == [("needs_action", "no_contact_way", 5000)]

    await world.tell(world.person(annette, "Annette"))
    await world.run_jobs()

    assert await stands(world) == [("issued", None, 5000)]
    await world.check()


async def test_what_a_person_granted_over_a_limit_comes_back_with_a_failed_refund(world: World):
    cash = {"kind": "cash", "amount": {"percent": "20"}}
    limit = {"per": "referrer", "in": "lifetime", "amount": "40.00"}
    await world.begin(ONE | {"give": cash, "limits": [limit]})
    sale = world.sale("500.00")
    await world.tell(sale)
    await approve(world, times=2)
    assert await stands(world) == [("approved", None, 10000)]

    await world.tell(world.refund(sale, "0.00"))
    await world.tell(world.refund(sale, "500.00", seq=3))

    assert await stands(world) == [("pending", None, 10000)]
    await world.check()
