"""No path to a payout leads past the law, whoever decides (R-INC-01)."""

from tests.rewards_worker.use_cases.test_decide_rewards import decided, refusals
from tests.rewards_worker.use_cases.test_law import (
    BAKER,
    FLORIDA,
    ONE,
    begin,
    in_order,
    reasons,
    signed,
)
from tests.rewards_worker.world import CARD, World

from goodword.events import RewardDecisionRefused


async def said(world: World, decision: str, seq: int = 1) -> list[RewardDecisionRefused]:
    """What was said against the decision."""
    before = len(await refusals(world))
    await world.tell(await decided(world, decision, seq))
    await world.run_jobs()
    return (await refusals(world))[before:]


async def test_no_person_takes_a_reward_past_what_the_law_forbids(world: World):
    await begin(world, "insurance agency", FLORIDA, **BAKER)
    await world.tell(world.sale("100.00"))

    [told] = await said(world, "approve")

    assert (told.current, told.allowed, told.reason) == ("denied", (), "forbidden_by_law")
    assert await world.states() == {"referrer": "denied"}
    assert await world.rows("select 1 from payout") == []


async def test_what_the_law_leaves_open_waits_for_a_sign_off_whoever_approves_it(world: World):
    await begin(world, "accounting", **BAKER)
    await world.tell(world.sale("100.00"))

    [told] = await said(world, "approve")
    assert (told.current, told.reason) == ("in_review", "law_unknown")
    assert told.allowed == ("deny", "revoke")
    assert await world.states() == {"referrer": "in_review"}

    await world.tell(signed(world))
    await world.run_jobs()
    assert await said(world, "approve", 2) == []
    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def test_a_hold_is_not_cut_short_past_the_law(world: World):
    await begin(world, "retail", FLORIDA, **BAKER)
    await world.tell(world.sale("100.00"))
    await world.tell(world.business(industry="insurance agency", place=FLORIDA))

    [told] = await said(world, "approve")

    assert (told.current, told.reason) == ("pending", "forbidden_by_law")
    assert await world.states() == {"referrer": "pending"}


async def test_what_somebody_cannot_accept_is_not_approved_past_the_law(world: World):
    await begin(world, "insurance agency", FLORIDA, **BAKER | {"accepts": "nothing"})
    await world.tell(world.sale("100.00"))
    assert (await reasons(world))[0][0] == "cannot_accept"

    [told] = await said(world, "approve")

    assert told.reason == "forbidden_by_law"


async def test_what_a_person_looks_at_again_says_what_it_waits_for(world: World):
    await begin(world, "retail", **BAKER | {"accepts": "nothing"})
    await world.tell(world.sale("100.00"))

    assert await said(world, "approve") == []

    [row] = await world.rows("select state, reason from reward")
    assert tuple(row) == ("in_review", "approval")


async def test_nothing_is_tried_again_past_the_law(world: World):
    await begin(world, "retail", FLORIDA, **BAKER)
    await world.tell(world.sale("100.00"))
    await world.execute("update reward set state = 'failed'")
    await world.tell(world.business(industry="insurance agency", place=FLORIDA))

    [told] = await said(world, "retry")

    assert (told.current, told.reason) == ("failed", "forbidden_by_law")
    assert told.allowed == ("revoke",)


async def test_what_was_approved_before_the_law_was_against_it_does_not_go_out(world: World):
    await begin(world, "retail", FLORIDA, **BAKER)
    await world.tell(world.sale("100.00"))

    await world.tell(
        await decided(world, "approve"),
        world.business(industry="insurance agency", place=FLORIDA),
    )
    await world.run_jobs()

    assert await in_order(world) == [("in_review", "forbidden_by_law")]
    assert await world.rows("select 1 from payout") == []
    await world.check()


async def test_a_gift_that_is_chosen_late_waits_for_the_law(world: World):
    gifts = [CARD, CARD | {"kind": "cash"}]
    await world.begin(ONE | {"give": {"choose": gifts}}, hold_days=0)
    await world.tell(world.business(place=FLORIDA), world.person(world.ana, "Ana", **BAKER))
    await world.tell(world.sale("100.00"))
    await world.run_jobs()
    assert await world.states() == {"referrer": "needs_action"}
    await world.tell(world.business(industry="insurance agency", place=FLORIDA))

    await world.tell(await decided(world, "choose", choice="cash"))

    [told] = await refusals(world)
    assert (told.current, told.reason) == ("needs_action", "forbidden_by_law")
    assert await world.states() == {"referrer": "needs_action"}
