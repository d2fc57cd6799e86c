"""What people decide about rewards: applied in order, or refused with what would be allowed."""

from typing import Any

from tests.rewards_worker.use_cases.payouts import approved, impatient, open_and_die
from tests.rewards_worker.world import CARD, World

from goodword import ids
from goodword.bus import Said
from goodword.events import RewardDecided, RewardDecisionRefused
from goodword.testing.events import events_of
from rewards_worker.ports import Canceled
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.send import record_news

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}
ALL_OF_FIVE = {"approve", "deny", "retry", "revoke", "recover"}


async def decided(world: World, decision: str, seq: int = 1, **more: Any) -> Said:
    """The decision about the only reward."""
    [row] = await world.rows("select id from reward")
    return Said(
        RewardDecided(
            business_id=world.business_id,
            reward_id=more.pop("reward_id", row["id"]),
            decision=decision,
            actor="operator",
            **more,
        ),
        seq,
    )


async def refusals(world: World) -> list[RewardDecisionRefused]:
    told = [envelope.event for envelope in await events_of(world.db)]
    return [event for event in told if isinstance(event, RewardDecisionRefused)]


async def earned(world: World, **document: Any) -> Said:
    await world.begin(ONE, **document)
    sale = world.sale("100.00")
    await world.tell(sale)
    return sale


async def test_what_a_person_approves_goes_out_before_its_hold_is_over(world: World):
    await earned(world)

    [envelope] = await world.tell(await decided(world, "approve"))
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    told = {event.name: event.decided for event in await world.snapshots()}
    assert told == {
        "reward-earned": None,
        "reward-approved": envelope.id,
        "reward-issued": None,
    }
    await world.check()


async def test_what_waits_for_approval_goes_out_once_it_is_given(world: World):
    await earned(world, approval="manual", hold_days=0)
    await world.run_jobs()
    assert await world.states() == {"referrer": "in_review"}

    await world.tell(await decided(world, "approve"))
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def test_above_an_amount_a_person_decides_and_below_nobody(world: World):
    dear = CARD | {"amount": {"percent": "10", "of": "sale.net"}}
    await world.begin(ONE | {"give": dear}, approval={"above": "50.00"}, hold_days=0)

    await world.tell(world.sale("500.00"), world.sale("500.10"))
    await world.run_jobs()

    rows = await world.rows("select amount, state, reason from reward order by amount")
    assert [tuple(row) for row in rows] == [
        (5000, "issued", None),
        (5001, "in_review", "approval"),
    ]


async def test_a_person_denies_and_has_it_looked_at_again(world: World):
    await earned(world)

    await world.tell(await decided(world, "deny", 1))
    denied = await world.balances(world.ana)
    await world.tell(await decided(world, "approve", 2))

    assert denied == {}
    assert await world.facts() == [
        "reward-earned referrer 50.00",
        "reward-denied referrer 50.00",
        "reward-held referrer 50.00",
    ]
    assert await world.balances(world.ana) == {"pending": 5000}
    await world.check()


async def test_decisions_count_in_the_order_said_also_within_one_batch(world: World):
    await earned(world)
    decisions = [await decided(world, name, n) for n, name in enumerate(("deny", "approve"), 1)]

    await world.tell(*decisions, await decided(world, "approve", 3))

    [row] = await world.rows("select state, seq from reward")
    assert tuple(row) == ("approved", 4)
    assert not await refusals(world)
    await world.check()


async def test_a_repeated_decision_changes_nothing(world: World):
    await earned(world)
    told = await world.tell(await decided(world, "deny", 1))
    await world.tell(await decided(world, "approve", 2))

    await world.tell(*told)

    assert await world.states() == {"referrer": "in_review"}


async def test_what_cannot_be_done_is_refused_with_what_can(world: World):
    await earned(world)
    [envelope] = await world.tell(await decided(world, "retry"))

    [refused] = await refusals(world)
    assert (refused.decided, refused.decision) == (envelope.id, "retry")
    assert (refused.current, refused.reason) == ("pending", "illegal_transition")
    assert set(refused.allowed) == {"approve", "deny", "revoke"}
    assert await world.states() == {"referrer": "pending"}
    [row] = await world.rows("select max(seq) as said from bus.outbox where topic = 'rewards'")
    assert row["said"] == 2  # a refusal has its place among the facts of its reward


async def test_a_decision_about_nothing_is_refused(world: World):
    await earned(world)

    await world.tell(await decided(world, "approve", reward_id=ids.new()))

    [refused] = await refusals(world)
    assert (refused.current, refused.allowed, refused.reason) == (None, (), "unknown_reward")


async def test_refusals_about_nothing_have_a_place_each(world: World):
    await earned(world)
    nothing = ids.new()

    for seq in (1, 2):
        await world.tell(await decided(world, "approve", seq, reward_id=nothing))
    both = [await decided(world, "deny", seq, reward_id=nothing) for seq in (3, 4)]
    await world.tell(*both)

    rows = await world.rows(
        "select seq, type from bus.outbox where key = $1 order by tx_id, id",
        ids.show("rwd", nothing),
    )
    assert [row["seq"] for row in rows if "refused" in row["type"]] == [1, 2, 3, 4]


async def test_what_failed_is_tried_again_or_given_up_by_a_person(world: World):
    await approved(world)
    await world.sandbox.fault(kind="reject")
    await world.run_jobs()
    assert await world.states() == {"referrer": "failed"}

    await world.tell(await decided(world, "retry"))
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1
    await world.check()


async def test_a_claim_is_settled_by_a_person_and_the_books_say_so(world: World):
    sale = await approved(world)
    await world.run_jobs()
    await world.tell(world.refund(sale, "40.00"))
    assert await world.balances(world.ana) == {"receivable": 3000}

    [envelope] = await world.tell(await decided(world, "recover"))

    assert await world.balances(world.ana) == {}
    last = (await world.snapshots())[-1]
    assert (last.name, last.recovery, last.decided) == ("reward-adjusted", None, envelope.id)
    assert (last.balances.handed_over, last.balances.receivable) == (2000, 0)
    await world.check()
    await world.tell(await decided(world, "recover", 2))
    [refused] = await refusals(world)
    assert (refused.current, refused.reason, refused.allowed) == (
        "issued",
        "nothing_to_recover",
        (),
    )


async def test_what_is_being_handed_over_is_not_taken_back_and_claimed_once_it_is_out(
    world: World,
):
    sale = await approved(world)
    await open_and_die(world)

    await world.tell(await decided(world, "revoke"))
    await world.tell(await decided(world, "deny", 2), world.refund(sale, "40.00"))
    await world.tell(await decided(world, "recover", 3))
    told = [(one.decision, one.current, one.reason, one.allowed) for one in await refusals(world)]
    states = await world.states()
    await world.execute("update job set run_at = now() where state = 'ready'")
    await world.run_jobs(impatient(world))

    assert told == [
        ("revoke", "issuing", "illegal_transition", ()),
        ("deny", "issuing", "illegal_transition", ()),
        ("recover", "issuing", "nothing_to_recover", ()),
    ]
    assert states == {"referrer": "issuing"}
    assert await world.states() == {"referrer": "issued"}
    assert await world.balances(world.ana) == {"receivable": 3000}
    await world.tell(await decided(world, "recover", 4))
    assert await world.balances(world.ana) == {}
    assert len(await refusals(world)) == 3
    await world.check()


async def test_what_came_back_can_be_revoked_at_last(world: World):
    await approved(world)
    await world.run_jobs()
    await world.tell(await decided(world, "revoke"))
    [payout] = await world.rows("select id from payout")
    async with world.db.begin([world.business_id]) as session:
        pair = await locked(world.business_id, payout["id"], session=session)
    assert pair is not None
    await record_news(pair[1], Canceled(provider_ref="ORDER1"), world.desk)

    await world.tell(await decided(world, "revoke", 2))

    assert [one.current for one in await refusals(world)] == ["issued"]
    assert await world.states() == {"referrer": "revoked"}
    assert await world.balances(world.ana) == {}
    await world.check()
