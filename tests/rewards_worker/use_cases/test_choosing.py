"""Beneficiaries who choose their gift: asked after the hold, with a default or an end."""

from typing import Any

import pytest
from tests.rewards_worker.use_cases.test_decide_rewards import decided, refusals
from tests.rewards_worker.world import World

from goodword.bus import Said
from goodword.events import RewardDecided, RewardNeedsAction

OPTIONS = [
    {"kind": "cash", "amount": {"percent": "10", "of": "sale.net"}},
    {"kind": "gift_card", "amount": {"fixed": "50.00"}},
    {"kind": "points", "amount": {"points": 700}},
]
CHOICE: dict[str, Any] = {"choose": OPTIONS, "choose_within_days": 7}
WITH_DEFAULT = CHOICE | {"default": "gift_card"}


async def earned(world: World, give: dict[str, Any] = CHOICE, **document: Any) -> Said:
    """A sale of 100.00 and its reward; the hold of 30 days has begun."""
    limits = document.pop("rule_limits", [])
    rule = {"rule": "referrer", "to": "referrer", "give": give, "limits": limits}
    await world.begin(rule, **document)
    sale = world.sale("100.00")
    await world.tell(sale)
    return sale


async def asked(world: World, give: dict[str, Any] = CHOICE, **document: Any) -> Said:
    """The same, after its hold."""
    sale = await earned(world, give, **document)
    await world.advance(31)
    await world.run_jobs()
    assert await world.states() == {"referrer": "needs_action"}
    return sale


async def worth(world: World) -> tuple[str, int, str]:
    [row] = await world.rows("select kind, amount, currency from reward")
    return row["kind"], row["amount"], row["currency"]


async def test_after_the_hold_the_beneficiary_is_asked_and_told_until_when(world: World):
    await asked(world)

    [told] = [one for one in await world.snapshots() if isinstance(one, RewardNeedsAction)]
    assert told.reason == "choice"
    assert {option["kind"] for option in told.verdict["options"]} == {
        "cash",
        "gift_card",
        "points",
    }
    [job] = await world.rows("select run_at from job where kind = 'end_choice'")
    [business] = await world.rows("select clock_offset_s from business")
    assert job["run_at"].timestamp() + business["clock_offset_s"] == pytest.approx(
        told.hold_until.timestamp(), abs=1
    )
    assert await world.balances(world.ana) == {"pending": 1000}
    await world.check()


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("cash", ("cash", 1000, "USD")),
        ("gift_card", ("gift_card", 5000, "USD")),
        ("points", ("points", 700, "points")),
    ],
)
async def test_what_is_chosen_goes_out_and_is_what_the_books_say(
    world: World, choice: str, expected: tuple[str, int, str]
):
    await asked(world)

    await world.tell(await decided(world, "choose", choice=choice))

    assert await worth(world) == expected
    assert await world.balances(world.ana) == {"available": expected[1]}
    assert await world.states() == {"referrer": "approved"}
    await world.check()
    await world.run_jobs()
    assert (await world.states())["referrer"] in ("issued", "issuing")
    await world.check()


async def test_a_gift_is_chosen_once(world: World):
    await asked(world)

    await world.tell(
        await decided(world, "choose", 1, choice="cash"),
        await decided(world, "choose", 2, choice="gift_card"),
    )

    assert await worth(world) == ("cash", 1000, "USD")
    [refused] = await refusals(world)
    assert (refused.reason, refused.current) == ("not_a_choice", "approved")


async def test_what_is_not_among_the_options_is_refused(world: World):
    await asked(world)

    await world.tell(await decided(world, "choose", choice="store_credit"))

    [refused] = await refusals(world)
    assert (refused.reason, refused.allowed) == ("not_a_choice", ("revoke", "choose"))


async def test_without_an_answer_the_default_is_taken(world: World):
    await asked(world, WITH_DEFAULT)

    await world.advance(6.9)
    await world.run_jobs()
    assert await world.states() == {"referrer": "needs_action"}
    await world.advance(0.2)
    await world.run_jobs()

    assert await worth(world) == ("gift_card", 5000, "USD")
    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def test_without_an_answer_and_a_default_it_expires(world: World):
    await asked(world)

    await world.advance(7.1)
    await world.run_jobs()

    last = (await world.snapshots())[-1]
    assert (last.name, last.reason) == ("reward-expired", "not_chosen")
    assert await world.balances(world.ana) == {}
    await world.check()
    await world.tell(await decided(world, "choose", choice="cash"))
    [refused] = await refusals(world)
    assert (refused.current, refused.allowed) == ("expired", ())


async def test_a_choice_in_time_is_not_overtaken_by_its_end(world: World):
    await asked(world, WITH_DEFAULT)
    await world.tell(await decided(world, "choose", choice="cash"))

    await world.advance(8)
    await world.run_jobs()

    assert await worth(world) == ("cash", 1000, "USD")


async def test_who_chooses_during_the_hold_waits_for_its_end(world: World):
    await earned(world)

    await world.tell(await decided(world, "choose", choice="cash"))
    assert await world.states() == {"referrer": "pending"}
    await world.advance(31)
    await world.run_jobs()

    assert await worth(world) == ("cash", 1000, "USD")
    assert await world.states() == {"referrer": "issued"}


async def test_what_a_person_approves_is_still_to_be_chosen(world: World):
    await asked_in_review(world)

    await world.tell(await decided(world, "approve", 1))

    assert await world.states() == {"referrer": "needs_action"}
    await world.tell(await decided(world, "approve", 2))
    [refused] = await refusals(world)
    assert (refused.reason, refused.allowed) == ("choice_open", ("revoke", "choose"))
    await world.tell(await decided(world, "choose", 3, choice="cash"))
    await world.run_jobs()
    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def asked_in_review(world: World) -> None:
    await earned(world, approval="manual")
    await world.advance(31)
    await world.run_jobs()
    assert await world.states() == {"referrer": "in_review"}


async def test_who_cannot_be_reached_is_asked_once_they_can(world: World):
    await earned(world)
    await world.tell(world.person(world.ana, "Ana", emails=()))
    await world.advance(31)
    await world.run_jobs()
    [row] = await world.rows("select reason from reward")
    assert row["reason"] == "no_contact_way"

    await world.tell(world.person(world.ana, "Ana"))

    told = [one.reason for one in await world.snapshots() if isinstance(one, RewardNeedsAction)]
    assert told == ["no_contact_way", "choice"]
    assert len(await world.rows("select 1 from job where kind = 'end_choice'")) == 1


@pytest.mark.parametrize("first", ["refund", "choose"])
async def test_refund_and_choice_in_any_order_come_to_the_same(world: World, first: str):
    sale = await asked(world)
    steps = [world.refund(sale, "33.33"), await decided(world, "choose", choice="gift_card")]

    for step in steps if first == "refund" else reversed(steps):
        await world.tell(step)

    assert await worth(world) == ("gift_card", 1666, "USD")  # 50.00 x 33.33 / 100.00, half-even
    assert await world.balances(world.ana) == {"available": 1666}
    await world.check()


async def test_while_the_choice_is_open_limits_count_the_dearest(world: World):
    limit = {"per": "referrer", "in": "lifetime", "amount": "99.00"}
    await asked(world, rule_limits=[limit])
    await world.tell(world.sale("100.00"))
    rows = await world.rows("select state from reward order by earned_at")
    assert [row["state"] for row in rows] == ["needs_action", "denied"]
    await world.check()

    [first] = await world.rows("select id from reward where state = 'needs_action'")
    await world.tell(await decided_about(world, first["id"], choice="cash"), world.sale("100.00"))

    rows = await world.rows("select state from reward order by earned_at")
    assert [row["state"] for row in rows] == ["approved", "denied", "pending"]
    [used] = await world.rows("select count, minor from limit_use")
    assert tuple(used) == (2, 1000 + 5000)
    await world.check()


async def decided_about(world: World, reward_id: Any, **more: Any) -> Said:
    return Said(
        RewardDecided(
            business_id=world.business_id,
            reward_id=reward_id,
            decision="choose",
            actor="operator",
            **more,
        ),
        1,
    )
