"""What is owed beside a gift that is out is a task for a person: nothing is stranded."""

from typing import Any
from uuid import UUID

from tests.rewards_worker.use_cases.test_decide_rewards import decided
from tests.rewards_worker.world import CARD, World, usd

from goodword import ids
from goodword.bus import Said
from goodword.events import TaskClosed, TaskDone, TaskGift, TaskOpened
from goodword.testing.events import events_of
from rewards_worker.db.invariants import WAITING, violations
from rewards_worker.ports import Canceled
from rewards_worker.use_cases.payouts.hear_further import hear_further
from rewards_worker.use_cases.payouts.locked import locked

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}


async def asked(world: World) -> list[tuple[str, str]]:
    rows = await world.rows(
        "select occasion, state from opened_task where kind = 'settle_difference' order by id"
    )
    return [(row["occasion"].split(":", 1)[1], row["state"]) for row in rows]


async def done(world: World, outcome: str, number: int = -1) -> None:
    rows = await world.rows(
        "select id from opened_task where kind = 'settle_difference' order by id"
    )
    about: dict[str, Any] = {"business_id": world.business_id, "task_id": rows[number]["id"]}
    key = ids.show("key", ids.new())
    await world.tell(Said(TaskDone(**about, actor=key, outcome=outcome), 1))
    await world.run_jobs()


async def told(world: World, kind: type) -> list[Any]:
    return [one.event for one in await events_of(world.db) if isinstance(one.event, kind)]


async def begin(world: World) -> tuple[Said, Said]:
    """A card of $50 for a sale of 100.00, of which 25.00 were refunded before it went out."""
    await world.begin(ONE, hold_days=0)
    sale = world.sale("100.00")
    await world.tell(sale)
    refund = world.refund(sale, "75.00")
    await world.tell(refund)
    await world.run_jobs()
    assert await world.states() == {"referrer": "issued"}
    assert await world.balances(world.ana) == {}
    return sale, refund


async def strand(world: World) -> Said:
    """The refund failed once the card of 37.50 was out."""
    sale, _ = await begin(world)
    await world.tell(world.refund(sale, "100.00", 3))
    await world.run_jobs()
    return sale


async def test_what_comes_back_after_the_gift_went_out_is_asked_of_a_person(world: World):
    await strand(world)

    assert await asked(world) == [("1:3:1250", "open")]
    [opened] = await told(world, TaskOpened)
    [row] = await world.rows("select id from reward")
    assert opened.kind == "settle_difference"
    assert opened.subjects == (ids.show("rwd", row["id"]), ids.show("per", world.ana))
    assert opened.gift == TaskGift(kind="gift_card", amount=usd("12.50"))
    assert await world.balances(world.ana) == {"available": 1250}
    await world.check()


async def test_what_a_person_paid_is_handed_over(world: World):
    await strand(world)

    await done(world, "paid")

    assert await asked(world) == [("1:3:1250", "done")]
    snapshot = (await world.snapshots())[-1]
    assert (snapshot.name, snapshot.amount.minor) == ("reward-adjusted", 5000)
    assert (snapshot.balances.handed_over, snapshot.balances.available) == (5000, 0)
    await world.check()


async def test_what_a_person_gives_up_is_owed_no_more(world: World):
    await strand(world)

    await done(world, "waived")

    snapshot = (await world.snapshots())[-1]
    assert snapshot.amount.minor == snapshot.balances.handed_over == 3750
    assert await world.balances(world.ana) == {}
    await world.check()


async def test_what_a_person_paid_stays_out_when_the_gift_comes_back(world: World):
    await strand(world)
    await done(world, "paid")
    [payout] = await world.rows("select id from payout")

    async with world.db.begin([world.business_id]) as session:
        found = await locked(world.business_id, payout["id"], session=session)
        assert found is not None
        await hear_further(*found, Canceled(provider_ref="O-1", reason="returned"), session=session)

    assert await world.states() == {"referrer": "returned"}
    assert await world.balances(world.ana) == {"available": 3750}
    await world.check()
    await world.tell(await decided(world, "revoke"))
    snapshot = (await world.snapshots())[-1]
    assert (snapshot.status, snapshot.recovery.minor) == ("revoked", 1250)
    await world.check()


async def test_another_refund_calls_the_task_off_and_asks_anew_for_what_is_left(world: World):
    sale = await strand(world)

    await world.tell(world.refund(sale, "90.00", 4))
    await world.run_jobs()

    assert await asked(world) == [("1:3:1250", "cancelled"), ("1:4:750", "open")]
    await world.tell(world.refund(sale, "75.00", 5))
    await world.run_jobs()
    assert [state for _, state in await asked(world)] == ["cancelled", "cancelled"]
    assert len(await told(world, TaskClosed)) == 2
    await world.check()


async def test_what_was_paid_though_its_task_was_called_off_is_claimed(world: World):
    sale = await strand(world)
    await world.tell(world.refund(sale, "75.00", 5))

    await done(world, "paid")

    snapshot = (await world.snapshots())[-1]
    assert (snapshot.balances.handed_over, snapshot.balances.receivable) == (5000, 1250)
    await world.check()


async def test_what_comes_back_after_a_claim_was_settled_is_asked_of_a_person(world: World):
    await world.begin(ONE, hold_days=0)
    sale = world.sale("100.00")
    await world.tell(sale)
    await world.run_jobs()
    await world.tell(world.refund(sale, "75.00"))
    await world.tell(await decided(world, "recover"))

    await world.tell(world.refund(sale, "100.00", 3))

    assert await asked(world) == [("1:3:1250", "open")]
    await world.check()


async def test_what_is_owed_beside_a_gift_with_no_task_is_found(world: World):
    await strand(world)
    await world.execute("delete from opened_task where kind = 'settle_difference'")

    async with world.db.begin([world.business_id]) as session:
        [found] = await violations(session, WAITING)

    [row] = await world.rows("select id from reward")
    assert isinstance(row["id"], UUID)
    assert found == (
        f"reward {row['id']} (issued) owes 1250 beside what is out, and no task asks for it"
    )
