"""The end of a hold."""

from datetime import timedelta

from tests.rewards_worker.world import CARD, World

from goodword import ids, jobs
from rewards_worker.use_cases.rewards.timers import RELEASE

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}


async def test_before_the_holds_end_nothing_moves(world: World):
    await world.begin(ONE)
    await world.tell(world.sale())

    await world.advance(days=29.9)
    await world.run_jobs()

    assert await world.states() == {"referrer": "pending"}


async def test_after_the_hold_it_is_approved_and_handed_over(world: World):
    await world.begin(ONE)
    await world.tell(world.sale())

    await world.advance(days=30)
    await world.run_jobs()

    assert await world.facts() == [
        "reward-earned referrer 50.00",
        "reward-approved referrer 50.00",
        "reward-issued referrer 50.00",
    ]
    await world.check()


async def test_a_reward_above_the_limit_of_approval_waits_for_a_person(world: World):
    await world.begin(ONE, approval="manual")
    await world.tell(world.sale())

    await world.advance(days=30)
    await world.run_jobs()

    held = (await world.snapshots())[-1]
    assert (held.name, held.status, held.reason) == ("reward-held", "in_review", "approval")
    assert await world.sandbox.orders() == []


async def test_whoever_cannot_be_reached_gets_it_once_they_can(world: World):
    await world.begin(ONE)
    await world.tell(world.person(world.ana, "Ana", emails=()))
    await world.tell(world.sale())
    await world.advance(days=30)

    await world.run_jobs()
    before = (await world.snapshots())[-1]
    await world.tell(world.person(world.ana, "Ana"))
    await world.run_jobs()

    assert (before.name, before.status) == ("reward-needs-action", "needs_action")
    assert before.reason == "no_contact_way"
    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1
    await world.check()


async def test_a_merged_person_is_reached_where_the_survivor_is(world: World):
    await world.begin(ONE)
    await world.tell(world.sale())
    anna = ids.new()
    survivor = world.person(anna, "Anna", emails=("anas.new@example.com",))
    await world.tell(survivor, world.person(world.ana, "Ana", emails=(), merged_into=anna))

    await world.advance(days=30)
    await world.run_jobs()

    [order] = await world.sandbox.orders()
    assert order["rewards"][0]["recipient"]["email"] == "anas.new@example.com"


async def test_a_timer_of_an_earlier_hold_changes_nothing(world: World):
    await world.begin(ONE)
    sale = world.sale()
    await world.tell(sale)
    await world.tell(world.refund(sale, "0.00", seq=2))
    await world.tell(world.refund(sale, "79.90", seq=3))  # back, in hold 2
    [reward] = await world.rows("select * from reward")
    payload = {"reward_id": str(reward["id"]), "hold_no": 1}
    early = jobs.NewJob(world.business_id, RELEASE, "an old timer", payload, None)

    async with world.db.begin([world.business_id]) as session:
        await jobs.add(session, [early])
    await world.run_jobs()

    assert reward["hold_no"] == 2
    assert await world.states() == {"referrer": "pending"}


async def test_of_two_timers_in_one_batch_the_present_hold_counts(world: World):
    await world.begin(ONE)
    sale = world.sale()
    await world.tell(sale)
    await world.tell(world.refund(sale, "0.00", seq=2))
    await world.tell(world.refund(sale, "79.90", seq=3))

    await world.advance(days=30)
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}


async def test_the_hold_begins_when_it_was_earned_in_the_businesss_time(world: World):
    await world.begin(ONE)
    await world.advance(days=100)

    await world.tell(world.sale())

    [reward] = await world.rows("select *, now() as world_now from reward")
    ahead = reward["earned_at"] - reward["world_now"]
    assert timedelta(days=99.9) < ahead < timedelta(days=100.1)
    await world.run_jobs()
    assert await world.states() == {"referrer": "pending"}
