"""What one business is just writing holds up no other, and what it says is about itself alone."""

from dataclasses import replace
from typing import Any

from tests.fixtures.database import Databases
from tests.fixtures.rows import held, rows_of
from tests.rewards_worker.world import BOTH_SIDES, World

from goodword import ids
from goodword.bus import Said
from goodword.events import ProviderReported, RewardDecided, SettingsChanged
from goodword.testing.jobs import run_due
from rewards_worker.main import job_kinds

SALE, REFERRAL, REFUND = ids.new(), ids.new(), ids.new()


async def story(world: World) -> None:
    """A sale with the same ids everywhere; its rewards are lessened, and handed over."""
    set_up = {"version": 1, "kind": "provider-manual", "body": {}}
    await world.tell(Said(SettingsChanged(business_id=world.business_id, **set_up), 1))
    limit = {"per": "prospect", "in": "lifetime", "count": 5}
    await world.begin(*({**rule, "limits": [limit]} for rule in BOTH_SIDES))
    sale = world.sale("100.00", sale_id=SALE, referral_id=REFERRAL)
    await world.tell(sale, world.refund(sale, "80.00", refund_id=REFUND))
    await world.advance(days=30)
    await run_due(world.db, job_kinds(world.desk))
    await world.tell(reported(world, "O-1"))
    await run_due(world.db, job_kinds(world.desk))


def neighbour(world: World) -> World:
    """Another business of the same people, program, sales and referrals."""
    return replace(world, business_id=ids.new(), offset_s=0, _versions={})


def reported(world: World, object_id: str, seq: int = 1) -> Said:
    about = {"provider": "sandbox", "object_ids": (object_id,)}
    return Said(ProviderReported(business_id=world.business_id, **about), seq)


async def rewards(world: World) -> list[Any]:
    query = "select id, rule, state from reward where business_id = $1 order by rule"
    return await world.rows(query, world.business_id)


async def test_all_is_done_while_another_business_holds_the_same_keys(
    world: World, databases: Databases
):
    """What waited would fail after five seconds, as our lock time-out has it."""
    await story(world)
    other = neighbour(world)

    async with held(databases, world.business_id, "rewards"):
        await story(other)

    for each in (world, other):
        told = [(row["rule"], row["state"]) for row in await rewards(each)]
        assert told == [("friend", "issued"), ("referrer", "issued")]
    await world.check()


async def test_the_same_ids_in_two_businesses_move_only_in_their_own(
    world: World, databases: Databases
):
    await story(world)
    before = await rows_of(databases, world.business_id, "rewards")

    await story(neighbour(world))

    assert await rows_of(databases, world.business_id, "rewards") == before


async def test_what_is_said_about_anothers_gifts_and_rewards_changes_nothing_there(
    world: World, databases: Databases
):
    await story(world)
    other = neighbour(world)
    await other.begin()
    payouts = await world.rows("select * from payout")
    before = await rows_of(databases, world.business_id, "rewards")

    for seq, payout in enumerate(payouts, 1):
        await world.sandbox.fate(payout["idem_key"], refunded=True)
        await other.tell(reported(other, payout["provider_ref"], seq))
        decided = {"reward_id": payout["reward_id"], "actor": "operator", "reason": "not_mine"}
        for decision in ("revoke", "recover"):
            decides = RewardDecided(business_id=other.business_id, decision=decision, **decided)
            await other.tell(Said(decides, seq))
    await run_due(other.db, job_kinds(other.desk))

    assert len(payouts) == 2
    assert await rows_of(databases, world.business_id, "rewards") == before
    assert await rewards(other) == []
