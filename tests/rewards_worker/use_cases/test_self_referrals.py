"""A referrer and their buyer turn out to be one person, at any moment between sale and payout."""

from importlib import import_module
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from tests.rewards_worker.stages import named, on
from tests.rewards_worker.use_cases.payouts import ONE, approved, opened
from tests.rewards_worker.world import BOTH_SIDES, World, usd

from goodword import ids
from goodword.bus import Said
from goodword.events import RewardDecided
from goodword.testing.events import envelope_of
from goodword.testing.jobs import run_due
from rewards_worker.main import job_kinds
from rewards_worker.use_cases.payouts.timers import HAND_OVER
from rewards_worker.use_cases.rewards import revoke_self_referrals
from rewards_worker.use_cases.rewards.earn_rewards import earn_rewards
from rewards_worker.use_cases.rewards.timers import OPEN_PAYOUT, RECALL, SELF_REFERRALS

MUG = {"kind": "physical_gift", "item": "a mug", "amount": {"fixed": "50.00"}}


def one_person(world: World) -> Said:
    return world.person(world.ben, "Ben", merged_into=world.ana)


async def run(world: World, *kinds: str) -> None:
    known = job_kinds(world.desk)
    await run_due(world.db, {kind: known[kind] for kind in kinds})


async def stands(world: World) -> list[tuple[Any, ...]]:
    rows = await world.rows("select state, reason, amount from reward order by id")
    return [tuple(row) for row in rows]


async def said(world: World, name: str) -> list[Any]:
    return [one for one in await world.snapshots() if one.name == name]


async def decide(world: World, decision: str, seq: int = 1) -> None:
    [row] = await world.rows("select id from reward")
    decided = RewardDecided(
        business_id=world.business_id, reward_id=row["id"], decision=decision, actor="operator"
    )
    await world.tell(Said(decided, seq))


async def test_what_is_held_for_both_sides_is_revoked_and_its_limits_are_free_again(world: World):
    limit = {"per": "program", "in": "lifetime", "count": 2}
    await world.begin(*BOTH_SIDES, limits=[limit])
    await world.tell(world.sale())

    await world.tell(one_person(world))
    await world.run_jobs()

    assert await stands(world) == [("revoked", "self_referral", 5000)] * 2
    assert await world.balances(world.ana) == {}
    assert await world.balances(world.ben) == {}
    assert [row["count"] for row in await world.rows("select count from limit_use")] == [0]
    [first, _] = await said(world, "reward-revoked")
    assert first.verdict["outcome"] == "denied"
    assert first.verdict["reasons"] == [
        {"code": "self_referral", "required": "two people", "actual": "one person"}
    ]
    await world.advance(31)
    await world.run_jobs()
    assert await world.sandbox.orders() == []
    await world.check()


@pytest.mark.parametrize("heard", ["the merge first", "the sale first"])
async def test_whatever_is_heard_first_nothing_is_owed_and_it_is_said_once(
    world: World, heard: str
):
    await world.begin(ONE)
    facts = [one_person(world), world.sale()]

    told = await world.tell(*(facts if heard == "the merge first" else reversed(facts)))
    await world.run_jobs()
    await world.tell(*told, one_person(world))
    await world.run_jobs()

    [(state, reason, _)] = await stands(world)
    assert (state, reason) == (
        ("denied" if heard == "the merge first" else "revoked"),
        "self_referral",
    )
    assert len(await world.snapshots()) == (1 if heard == "the merge first" else 2)
    await world.check()


async def test_a_merge_is_found_out_between_the_hold_and_the_payout(world: World):
    await approved(world)

    await world.tell(one_person(world))
    await world.run_jobs()

    assert await stands(world) == [("revoked", "self_referral", 5000)]
    assert await world.sandbox.orders() == []
    await world.check()


async def test_a_sale_that_was_decided_while_they_were_merged_is_found_out_as_its_hold_ends(
    world: World,
):
    await world.begin(ONE, approval="manual")
    sale = envelope_of(world.sale())

    async with world.db.begin([world.business_id]) as session:
        await earn_rewards([sale], session=session)
        await world.tell(one_person(world))
        await run(world, SELF_REFERRALS)
    assert await world.states() == {"referrer": "pending"}
    await world.advance(31)
    await world.run_jobs()

    assert await stands(world) == [("revoked", "self_referral", 5000)]
    [revoked] = await said(world, "reward-revoked")
    assert revoked.verdict["reasons"][0]["code"] == "self_referral"
    await world.check()


async def test_what_somebody_lets_go_on_after_all_is_found_out_before_it_is_paid(world: World):
    await world.begin(ONE | {"limits": [{"per": "referrer", "in": "lifetime", "count": 1}]})
    await world.tell(world.sale(), world.sale())
    [denied] = await world.rows("select id from reward where state = 'denied'")
    await world.tell(one_person(world))
    await world.run_jobs()

    for seq in (1, 2):
        approve = RewardDecided(
            business_id=world.business_id,
            reward_id=denied["id"],
            decision="approve",
            actor="operator",
        )
        await world.tell(Said(approve, seq))
    await world.run_jobs()

    assert await stands(world) == [("revoked", "self_referral", 5000)] * 2
    assert await world.sandbox.orders() == []
    await world.check()


async def test_what_somebody_granted_knowing_it_is_paid(world: World):
    await world.begin(ONE, hold_days=0)
    await world.tell(one_person(world), world.sale())
    assert await stands(world) == [("denied", "self_referral", 5000)]

    await decide(world, "approve")
    await decide(world, "approve", seq=2)
    await world.run_jobs()

    assert await stands(world) == [("issued", None, 5000)]
    await world.check()


async def test_what_is_on_its_way_is_claimed_as_after_a_refund_and_no_later_refund_drops_that(
    world: World,
):
    sale = await approved(world)
    await opened(world)

    await world.tell(one_person(world))
    await run(world, SELF_REFERRALS)
    assert await stands(world) == [("issuing", "self_referral", 0)]
    await world.run_jobs()
    await world.tell(world.refund(sale, "0.00"), world.refund(sale, "100.00", seq=3))
    await world.run_jobs()

    assert await stands(world) == [("issued", "self_referral", 0)]
    last = (await world.snapshots())[-1]
    assert (last.recovery, last.verdict["reasons"][0]["code"]) == (usd("50.00"), "self_referral")
    assert await world.balances(world.ana) == {"receivable": 5000}
    await decide(world, "recover")
    assert await world.balances(world.ana) == {}
    await world.check()


async def test_what_was_on_its_way_and_did_not_arrive_is_revoked(world: World):
    await approved(world)
    await opened(world)
    await world.sandbox.fault(kind="reject", percent=100)

    await world.tell(one_person(world))
    await world.run_jobs()

    assert await stands(world) == [("revoked", "self_referral", 0)]
    assert await world.balances(world.ana) == {}
    await world.check()


async def test_what_a_person_was_asked_to_hand_over_is_called_back_once_more(world: World):
    sale = await approved(world, ONE | {"give": MUG})
    await run(world, OPEN_PAYOUT, HAND_OVER)
    await world.tell(world.refund(sale, "50.00"))
    await run(world, RECALL, OPEN_PAYOUT, HAND_OVER)
    assert await stands(world) == [("issuing", None, 2500)]

    await world.tell(one_person(world))
    await run(world, SELF_REFERRALS, RECALL, OPEN_PAYOUT, HAND_OVER)

    assert await stands(world) == [("revoked", "self_referral", 0)]
    tasks = await world.rows("select state from opened_task order by id")
    assert [row["state"] for row in tasks] == ["cancelled", "cancelled"]
    await world.check()


async def test_what_is_out_stays_and_is_not_paid_again_once_it_comes_back(world: World):
    await approved(world)
    await world.run_jobs()

    await world.tell(one_person(world))
    await world.run_jobs()
    assert await stands(world) == [("issued", None, 5000)]
    [payout] = await world.rows("select idem_key, provider_ref from payout")
    await world.sandbox.fate(payout["idem_key"], refunded=True)
    await world.advance(1)
    await world.run_jobs()
    assert (await stands(world))[0][0] == "returned"
    await decide(world, "retry")
    await world.run_jobs()

    assert await stands(world) == [("revoked", "self_referral", 5000)]
    assert len(await world.sandbox.orders()) == 1
    await world.check()


async def test_two_who_become_one_by_way_of_a_third_are_one(world: World):
    await world.begin(ONE)
    anna = ids.new()
    await world.tell(world.person(anna, "Anna"), world.sale())

    await world.tell(world.person(world.ben, "Ben", merged_into=anna))
    await world.run_jobs()
    assert await world.states() == {"referrer": "pending"}
    await world.tell(world.person(world.ana, "Ana", merged_into=anna))
    await world.run_jobs()

    assert await stands(world) == [("revoked", "self_referral", 5000)]


async def test_a_merge_of_others_takes_nothing_away(world: World):
    await world.begin(ONE)
    cleo = ids.new()
    await world.tell(world.person(cleo, "Cleo"), world.sale())

    await world.tell(world.person(cleo, "Cleo", merged_into=world.ana))
    await world.run_jobs()

    assert await stands(world) == [("pending", None, 5000)]


async def test_what_a_stage_earned_is_revoked_too(world: World):
    await world.begin(on("named"))
    await world.tell(named(world))
    assert await world.states() == {"named": "pending"}

    await world.tell(one_person(world))
    await world.run_jobs()

    assert await stands(world) == [("revoked", "self_referral", 20)]
    await world.check()


async def test_a_failed_refund_brings_nothing_back_that_was_for_oneself(world: World):
    await world.begin(ONE)
    sale = world.sale("100.00")
    await world.tell(sale, world.refund(sale, "0.00"), one_person(world))
    await world.run_jobs()

    await world.tell(world.refund(sale, "100.00", seq=3))
    await world.advance(31)
    await world.run_jobs()

    assert await stands(world) == [("revoked", "self_referral", 5000)]
    await world.check()


async def test_of_many_the_rest_are_taken_back_in_jobs_of_their_own(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(revoke_self_referrals, "AT_ONCE", 2)
    await world.begin(ONE)
    await world.tell(*(world.sale() for _ in range(5)))

    await world.tell(one_person(world))
    await run(world, SELF_REFERRALS)

    assert await stands(world) == [("revoked", "self_referral", 5000)] * 5


async def test_rewards_of_before_both_sides_were_kept_get_them_from_their_facts(world: World):
    await world.begin(ONE, on("named"))
    await world.tell(world.sale(), named(world))
    await world.execute("update reward set referrer_id = null, prospect_id = null")
    migration = import_module("rewards_worker.migrations.versions.0013_both_sides")

    url = world.admin_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, connect_args={"server_settings": {"search_path": "rewards"}})
    async with engine.begin() as connection:
        await connection.run_sync(migration.name_both_sides)
    await engine.dispose()

    rows = await world.rows("select referrer_id, prospect_id from reward")
    assert [tuple(row) for row in rows] == [(world.ana, world.ben)] * 2
