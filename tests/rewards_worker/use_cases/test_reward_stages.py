"""What a referral reaches before any sale becomes rewards: once each, whatever comes afterwards."""

import asyncio
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from tests.rewards_worker.stages import (
    NAMED_AT,
    agreed,
    introduced,
    named,
    on,
    qualified,
    standing,
)
from tests.rewards_worker.use_cases.test_any_order import another
from tests.rewards_worker.use_cases.test_decide_again import participant
from tests.rewards_worker.use_cases.test_decide_rewards import decided
from tests.rewards_worker.use_cases.test_erase_people import erased
from tests.rewards_worker.world import CARD, CLOSED_AT, SHARED_AT, World

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    ReferralLost,
    ReferralWithdrawn,
    ReferrerSales,
    RewardEarned,
    SaleReattributed,
)
from goodword.testing.events import envelope_of

STAGES = (named, introduced, qualified)
EARNED = {"named": "pending", "introduced": "pending", "qualified": "pending"}


async def begin(world: World, *rules: dict[str, Any], **document: Any) -> None:
    """A program that rewards all stages, and sales too."""
    usual = (*map(on, EARNED), {"rule": "sale", "to": "referrer", "give": CARD})
    await world.begin(*(rules or usual), **document)


def all_stages(world: World, **changes: Any) -> list[Said]:
    referral_id = ids.new()
    return [stage(world, referral_id=referral_id, **changes) for stage in STAGES]


async def test_each_stage_earns_what_its_rule_gives_and_waits_out_its_hold(world: World):
    await begin(world)
    stages = all_stages(world)

    await world.tell(*stages)

    earned = await world.snapshots()
    assert {one.rule: one.verdict["on"] for one in earned} == {name: name for name in EARNED}
    assert all(isinstance(one, RewardEarned) and one.status == "pending" for one in earned)
    assert {(one.sale_id, one.points, one.beneficiary_id) for one in earned} == {
        (None, 20, world.ana)
    }
    assert {one.referral_id for one in earned} == {stages[0].event.referral_id}
    assert all((one.hold_until - one.earned_at).days == 30 for one in earned)
    shown = ids.show("ref", stages[0].event.referral_id)
    assert {row["cause"] for row in await world.rows("select cause from reward")} == {
        f"stage:{shown}"
    }
    assert await world.balances(world.ana) == {"pending": 60}
    await world.check()


async def test_after_its_hold_it_is_handed_over_without_any_sale(world: World):
    await begin(world, on("named", give=CARD))
    await world.tell(named(world))

    await world.advance(31)
    await world.run_jobs()

    assert await world.states() == {"named": "issued"}
    assert len(await world.sandbox.orders()) == 1
    await world.check()


async def test_a_lead_whose_prospect_agrees_later_is_named_then(world: World):
    await begin(world)
    lead = named(world, referral_class="passive_lead", standing=None, named_at=None)
    await world.tell(lead)
    assert await world.snapshots() == []

    await world.tell(agreed(world, referral_id=lead.event.referral_id))

    assert await world.states() == {"named": "pending"}


@pytest.mark.parametrize("how", ["code", "link", "named"])
async def test_nobody_earns_for_a_name_that_they_may_not_give(world: World, how: str):
    await begin(world)

    await world.tell(named(world, referral_class="passive_lead", how=how))

    assert await world.snapshots() == []
    assert await world.rows("select * from stage") == []
    assert await world.rows("select * from parked_event") == []


async def test_a_stage_that_the_program_does_not_reward_leaves_no_trace(world: World):
    await begin(world, on("qualified"))

    await world.tell(named(world))

    assert await world.snapshots() == []
    assert await world.rows("select * from stage") == []


async def test_a_stage_said_before_rewards_were_for_stages_earns_nothing(world: World):
    await begin(world)

    await world.tell(*all_stages(world, standing=None))

    assert await world.snapshots() == []


async def test_a_repeated_stage_changes_nothing(world: World):
    await begin(world)
    stages = all_stages(world)

    await world.tell(*stages)
    await world.tell(*stages)  # other event ids, so the inbox lets them through
    await world.tell(*stages, *stages)

    assert len(await world.snapshots()) == 3
    assert await world.balances(world.ana) == {"pending": 60}
    await world.check()


async def test_a_repeated_stage_takes_no_place_of_a_limit_from_another(world: World):
    await begin(world, on("named", limits=[{"per": "referrer", "in": "lifetime", "count": 2}]))
    first = named(world)
    await world.tell(first)

    await world.tell(first, named(world), named(world))

    rows = await world.rows("select state from reward order by id")
    assert [row["state"] for row in rows] == ["pending", "pending", "denied"]
    [use] = await world.rows("select count from limit_use")
    assert use["count"] == 2


async def test_a_reward_is_unique_even_where_the_stage_was_forgotten(world: World):
    await begin(world)
    stages = all_stages(world)
    await world.tell(*stages)
    await world.execute("delete from stage")

    await world.tell(*stages)

    assert len(await world.snapshots()) == 3
    assert await world.balances(world.ana) == {"pending": 60}
    await world.check()


async def test_the_same_stage_at_the_same_time_earns_once(world: World):
    await begin(world)
    stage = named(world)

    await asyncio.gather(*(world.tell(stage) for _ in range(4)))

    assert len(await world.snapshots()) == 1
    assert await world.balances(world.ana) == {"pending": 20}
    await world.check()


async def test_any_order_of_stages_and_sales_ends_the_same(world: World):
    for order in permutations(range(4)):
        mine = another(world)
        await begin(mine)
        stages = all_stages(mine)
        told = [*stages, mine.sale(referral_id=stages[0].event.referral_id)]

        for place in order:
            await mine.tell(told[place], told[place])

        rows = await mine.rows(
            "select rule, state from reward where business_id = $1", mine.business_id
        )
        assert sorted((row["rule"], row["state"]) for row in rows) == sorted(
            (EARNED | {"sale": "pending"}).items()
        )
    await world.check()


async def test_refunds_and_a_sale_given_away_do_not_touch_what_stages_earned(world: World):
    await begin(world)
    stages = all_stages(world)
    referral_id = stages[0].event.referral_id
    sale = world.sale(referral_id=referral_id)
    await world.tell(*stages, sale)

    await world.tell(world.refund(sale, "0.00"))
    away = {"sale_id": sale.event.sale_id, "from_referral": referral_id, "actor": "operator"}
    closed = sale.event.model_copy(update={"referral": None})
    moved = SaleReattributed(business_id=world.business_id, sale=closed, **away)
    await world.tell(Said(moved, 3))

    assert await world.states() == EARNED | {"sale": "revoked"}
    assert await world.balances(world.ana) == {"pending": 60}
    await world.check()


async def test_what_was_earned_stays_when_the_referral_ends(world: World):
    await begin(world)
    stages = all_stages(world)
    await world.tell(*stages)
    before = await world.facts()

    gone = {"business_id": world.business_id, "referral_id": stages[0].event.referral_id}
    gone |= {"was": "qualified", "actor": "operator"}
    await world.tell(Said(ReferralLost(**gone, lost_at=CLOSED_AT), 4))
    await world.tell(Said(ReferralWithdrawn(**gone, withdrawn_at=CLOSED_AT), 5))

    assert await world.states() == EARNED
    assert await world.facts() == before


async def test_a_limit_counts_in_the_period_of_the_stages_time(world: World):
    limit = {"per": "referrer", "in": "month", "count": 1}
    await begin(world, on("named", limits=[limit]))
    next_month = NAMED_AT + timedelta(days=30)

    await world.tell(named(world), named(world), named(world, created_at=next_month))

    rows = await world.rows("select state, reason from reward order by id")
    assert [(row["state"], row["reason"]) for row in rows] == [
        ("pending", None),
        ("denied", "limit_reached"),
        ("pending", None),
    ]
    starts = await world.rows("select starts, count from limit_use order by starts")
    assert [(str(row["starts"]), row["count"]) for row in starts] == [
        ("2026-05-01", 1),
        ("2026-06-01", 1),
    ]
    await world.check()


async def test_batches_of_stages_at_once_never_pass_a_limit(world: World):
    limit = {"per": "referrer", "in": "lifetime", "count": 7}
    await begin(world, on("named", limits=[limit]))
    batches = [[named(world) for _ in range(5)] for _ in range(4)]

    await asyncio.gather(*(world.tell(*batch) for batch in batches))

    states = [row["state"] for row in await world.rows("select state from reward")]
    assert (states.count("pending"), states.count("denied")) == (7, 13)
    await world.check()


async def test_a_stage_waits_for_all_that_it_is_decided_by(world: World):
    await world.tell(envelope_of(named(world)))

    [waiting] = await world.rows("select state, waits_for from parked_event")
    assert waiting["state"] == "waiting"
    assert sorted(waiting["waits_for"]) == sorted(
        [
            f"business:{ids.show('biz', world.business_id)}",
            f"person:{ids.show('per', world.ana)}",
            f"person:{ids.show('per', world.ben)}",
            f"program:{ids.show('prg', world.program_id)}:1",
        ]
    )
    assert await world.rows("select * from stage") == []


async def test_what_was_frozen_is_what_conditions_ask(world: World):
    rules = [
        on("named", when=[{"field": "prospect.is_new", "op": "eq", "value": True}]),
        on("named", when=[{"field": "referrer.sales_in_year", "op": "gte", "value": 3}])
        | {"rule": "loyal"},
    ]
    await begin(world, *rules)
    bought = standing(
        prospect_is_new=False, referrer_sales=ReferrerSales(in_month=1, in_year=3, lifetime=9)
    )

    await world.tell(named(world, standing=bought))

    assert await world.states() == {"named": "denied", "loyal": "pending"}
    denied = next(one for one in await world.snapshots() if one.rule == "named")
    assert denied.reason == "not_new"


async def test_a_rewards_beneficiary_is_who_stands_for_an_alias(world: World):
    await begin(world)
    anna = ids.new()
    await world.tell(world.person(anna, "Anna"))
    await world.tell(world.person(world.ana, "Ana", merged_into=anna))

    await world.tell(named(world))

    assert await world.balances(anna) == {"pending": 20}
    assert await world.balances(world.ana) == {}


async def test_what_a_stage_earned_for_somebody_erased_is_taken_back(world: World):
    await begin(world)
    await world.tell(named(world))

    await world.tell(erased(world, world.ana))

    assert await world.states() == {"named": "revoked"}
    await world.check()


async def test_a_stage_told_of_somebody_erased_earns_nothing_for_them(world: World):
    await begin(world)
    await world.tell(erased(world, world.ana))

    await world.tell(named(world))

    [told] = await world.snapshots()
    assert (told.status, told.reason) == ("denied", "cannot_accept")


async def test_an_introduction_is_held_until_the_terms_have_arrived(world: World):
    intro = {"kind": "active_intro", "destination_url": None}
    await begin(world, on("introduced"), **intro)
    await world.tell(introduced(world))
    assert await world.states() == {"introduced": "in_review"}

    await world.tell(participant(world, world.ana))
    await world.run_jobs()

    assert await world.states() == {"introduced": "pending"}
    assert await world.balances(world.ana) == {"pending": 20}
    await world.check()


async def test_an_introduction_that_nobody_saw_earns_nothing_where_one_is_asked_for(world: World):
    intro = {"kind": "active_intro", "destination_url": None}
    await begin(world, on("introduced"), **intro)

    unseen = {"referral_class": "named_referral", "verified": False}
    await world.tell(introduced(world, **unseen, standing=standing(terms_sent_at=SHARED_AT)))

    [told] = await world.snapshots()
    assert (told.status, told.verdict["reasons"][0]["code"]) == ("denied", "not_introduced")


async def test_an_introduction_that_an_unsigned_mail_shows_waits_for_a_persons_word(world: World):
    intro = {"kind": "active_intro", "destination_url": None}
    await begin(world, on("introduced"), **intro)
    doubtful = standing(terms_sent_at=SHARED_AT, introduction_verified=False)
    await world.tell(introduced(world, verified=False, standing=doubtful))
    assert await world.states() == {"introduced": "in_review"}

    await world.tell(participant(world, world.ana))
    await world.run_jobs()
    await world.advance(60)
    await world.run_jobs()
    assert await world.states() == {"introduced": "in_review"}

    await world.tell(await decided(world, "approve"))

    assert await world.states() == {"introduced": "approved"}
    await world.check()


async def test_a_gift_for_a_stage_can_be_chosen(world: World):
    choice = {"choose": [CARD, {"kind": "points", "amount": {"points": 700}}]}
    await begin(world, on("qualified", give=choice | {"choose_within_days": 7}))
    await world.tell(qualified(world))
    await world.advance(31)
    await world.run_jobs()
    assert await world.states() == {"qualified": "needs_action"}

    await world.tell(await decided(world, "choose", choice="points"))

    [row] = await world.rows("select kind, amount, currency, state from reward")
    assert tuple(row) == ("points", 700, "points", "approved")
    await world.check()
