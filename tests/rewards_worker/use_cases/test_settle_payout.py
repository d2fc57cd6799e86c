"""What only a person can settle, a person settles: once, and by the same way as a provider."""

from uuid import UUID

import pytest
from tests.rewards_worker.use_cases.payouts import approved, impatient, open_and_die
from tests.rewards_worker.use_cases.test_late_news import (
    ORDERED,
    found,
    refused_with_one_frozen,
    retry,
    thaw,
)
from tests.rewards_worker.world import World

from goodword import ids
from goodword.bus import Said
from goodword.errors import RejectedError
from goodword.events import CommandGiven, TaskClosed, TaskDone, TaskOpened
from goodword.testing.events import events_of
from rewards_worker.db.payouts.attention import waiting_payouts
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.move_on import move_on
from rewards_worker.use_cases.payouts.send import record_news
from rewards_worker.use_cases.payouts.settle_payout import (
    AskAgain,
    Finding,
    FoundIssued,
    FoundRefused,
    Settlement,
    settle_payout,
)

KEY = ids.show("key", ids.new())


async def unknown_for_ever(world: World) -> UUID:
    """A payout whose key may be forgotten by now, and of which the provider knows nothing."""
    await approved(world)
    payout = await open_and_die(world)
    await world.execute("update payout set key_expires_at = now() - interval '1 second'")
    await world.run_jobs(impatient(world))
    [row] = await world.rows("select * from payout where attention is not null")
    assert row["id"] == payout["id"]
    return UUID(str(row["id"]))


async def settle(world: World, payout_id: UUID, finding: Finding) -> None:
    settlement = Settlement(payout_id, finding, "cli:rita")
    await settle_payout(settlement, db=world.db, sealer=world.desk.sealer)


async def ends(world: World) -> list[tuple[str, str | None, str | None]]:
    """How tasks ended, what was found, and by whose hand."""
    events = [one.event for one in await events_of(world.db)]
    return [(e.outcome, e.reason, e.actor) for e in events if isinstance(e, TaskClosed)]


async def opened(world: World) -> list[TaskOpened]:
    events = [one.event for one in await events_of(world.db)]
    return [event for event in events if isinstance(event, TaskOpened)]


async def do(world: World, task: TaskOpened, outcome: str | None, ref: str | None = None) -> None:
    """A person says over the API that they looked."""
    sealed = world.desk.sealer.seal(ref) if ref else None
    told = TaskDone(
        business_id=world.business_id,
        task_id=task.task_id,
        actor=KEY,
        outcome=outcome,
        sealed=sealed,
    )
    await world.tell(Said(told, 1))


async def test_what_waits_is_listed_with_why_and_since_when(world: World):
    payout_id = await unknown_for_ever(world)

    async with world.db.begin() as session:
        [one] = await waiting_payouts(session)

    [row] = await world.rows("select * from payout")
    assert (one.id, one.business_id) == (payout_id, world.business_id)
    assert (one.amount.minor, one.attention) == (5000, "key_window_over")
    assert one.attention_at == row["attention_at"] > row["opened_at"]


async def test_what_a_person_found_issued_is_booked_and_told_without_a_link(world: World):
    payout_id = await unknown_for_ever(world)

    await settle(world, payout_id, FoundIssued("ORDER1"))

    assert await world.states() == {"referrer": "issued"}
    issued = (await world.snapshots())[-1]
    assert (issued.name, issued.handover.provider_ref) == ("reward-issued", "ORDER1")
    assert (issued.handover.by, issued.handover.sealed) == ("provider", None)
    [row] = await world.rows("select * from payout")
    assert (row["state"], row["attention"], row["attention_at"]) == ("issued", None, None)
    await world.check()


async def test_what_a_person_found_refused_fails_and_may_be_paid_again(world: World):
    payout_id = await unknown_for_ever(world)

    await settle(world, payout_id, FoundRefused())

    failed = (await world.snapshots())[-1]
    assert (failed.name, failed.reason) == ("reward-failed", "settled_by_hand")
    assert await world.balances(world.ana) == {"available": 5000}
    await retry(world, await found(world, payout_id))
    await world.run_jobs()
    assert len(await world.sandbox.orders()) == 1
    assert await world.states() == {"referrer": "issued"}
    await world.check()


async def test_what_is_asked_again_is_settled_by_what_the_provider_says(world: World):
    payout_id = await unknown_for_ever(world)
    await thaw(world, await found(world, payout_id))

    await settle(world, payout_id, AskAgain())
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1
    assert await world.rows("select * from payout where attention is not null") == []
    await world.check()


async def test_what_is_asked_again_in_vain_waits_for_a_person_again(world: World):
    payout_id = await unknown_for_ever(world)

    await settle(world, payout_id, AskAgain())
    await world.run_jobs()

    assert (await found(world, payout_id)).attention == "key_window_over"
    assert await world.sandbox.orders() == []


async def test_late_news_found_to_be_issued_is_booked(world: World):
    payout = await refused_with_one_frozen(world)
    await record_news(payout, ORDERED, world.desk, attempt=1)

    await settle(world, payout.id, FoundIssued("ORDER1"))

    assert await world.states() == {"referrer": "issued"}
    assert (await found(world, payout.id)).state == "issued"
    await world.check()


async def test_late_news_found_to_be_nothing_lets_the_reward_be_paid_again(world: World):
    payout = await refused_with_one_frozen(world)
    await record_news(payout, ORDERED, world.desk, attempt=1)

    await settle(world, payout.id, FoundRefused())

    await retry(world, payout)
    await world.run_jobs()
    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1
    await world.check()


async def test_what_was_tried_too_early_is_paid_once_a_person_has_settled_the_last(world: World):
    payout = await refused_with_one_frozen(world)
    await record_news(payout, ORDERED, world.desk, attempt=1)
    await retry(world, payout)
    await world.run_jobs()
    too_early = await world.states()
    await settle(world, payout.id, FoundRefused())

    await retry(world, payout)
    await world.check()
    await world.run_jobs()

    assert too_early == {"referrer": "failed"}
    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1
    await world.check()


async def test_what_was_refused_is_not_asked_for_again(world: World):
    payout = await refused_with_one_frozen(world)
    await record_news(payout, ORDERED, world.desk, attempt=1)

    with pytest.raises(RejectedError) as refused:
        await settle(world, payout.id, AskAgain())

    assert refused.value.code == "not_open"
    assert (await found(world, payout.id)).attention


async def test_what_cannot_be_booked_any_more_is_said_to_be(world: World):
    payout = await refused_with_one_frozen(world)
    await record_news(payout, ORDERED, world.desk, attempt=1)
    await retry(world, payout)

    with pytest.raises(RejectedError) as refused:
        await settle(world, payout.id, FoundIssued("ORDER1"))

    assert refused.value.code == "cannot_be_booked"
    assert "approved by now" in refused.value.detail
    assert (await found(world, payout.id)).attention


async def test_what_waits_for_nobody_is_not_settled(world: World):
    payout_id = await unknown_for_ever(world)
    await settle(world, payout_id, FoundIssued("ORDER1"))

    for other in (payout_id, ids.new()):
        with pytest.raises(RejectedError) as refused:
            await settle(world, other, FoundRefused())
        assert refused.value.code == "not_waiting"
    await world.check()


async def test_a_task_asks_about_whose_reward_what_became_of_it(world: World):
    payout_id = await unknown_for_ever(world)

    [task] = await opened(world)

    [reward] = await world.rows("select id from reward")
    assert (task.kind, task.subjects) == (
        "settle_payout",
        (
            ids.show("pay", payout_id),
            ids.show("rwd", reward["id"]),
            ids.show("per", world.ana),
        ),
    )


@pytest.mark.parametrize(
    ("finding", "found_out"),
    [(FoundIssued("ORDER1"), "issued"), (FoundRefused(), "refused"), (AskAgain(), "ask_again")],
)
async def test_settling_by_command_does_the_task_by_whoever_gave_it(
    world: World, finding: Finding, found_out: str
):
    payout_id = await unknown_for_ever(world)

    await settle(world, payout_id, finding)

    assert await ends(world) == [("done", found_out, "cli:rita")]
    events = [one.event for one in await events_of(world.db)]
    [given] = [event for event in events if isinstance(event, CommandGiven)]
    assert (given.actor, given.command, given.object_id) == (
        "cli:rita",
        "goodword payouts settle",
        ids.show("pay", payout_id),
    )


async def test_what_cannot_be_settled_leaves_its_task(world: World):
    payout = await refused_with_one_frozen(world)
    await record_news(payout, ORDERED, world.desk, attempt=1)

    with pytest.raises(RejectedError):
        await settle(world, payout.id, AskAgain())

    assert await ends(world) == []
    assert len(await opened(world)) == 1


async def test_a_task_done_with_an_id_of_the_provider_books_it_as_issued(world: World):
    payout_id = await unknown_for_ever(world)
    [task] = await opened(world)

    await do(world, task, "issued", "ORDER1")

    assert await world.states() == {"referrer": "issued"}
    issued = (await world.snapshots())[-1]
    assert (issued.name, issued.handover.provider_ref) == ("reward-issued", "ORDER1")
    assert (await found(world, payout_id)).attention is None
    assert await ends(world) == [("done", "issued", None)]
    assert len(await opened(world)) == 1
    assert [row["sealed"] for row in await world.rows("select sealed from opened_task")] == [None]
    await world.check()


async def test_a_task_done_with_nothing_found_fails_the_reward_which_may_be_paid_again(
    world: World,
):
    payout_id = await unknown_for_ever(world)
    [task] = await opened(world)

    await do(world, task, "refused")

    failed = (await world.snapshots())[-1]
    assert (failed.name, failed.reason) == ("reward-failed", "settled_by_hand")
    await retry(world, await found(world, payout_id))
    await world.run_jobs()
    assert len(await world.sandbox.orders()) == 1
    await world.check()


@pytest.mark.parametrize("outcome", ["ask_again", None])
async def test_a_task_done_without_a_finding_has_the_provider_asked(
    world: World, outcome: str | None
):
    payout_id = await unknown_for_ever(world)
    await thaw(world, await found(world, payout_id))
    [task] = await opened(world)

    await do(world, task, outcome)
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    assert (await found(world, payout_id)).attention is None


async def test_what_is_asked_again_in_vain_is_another_task(world: World):
    payout_id = await unknown_for_ever(world)
    [task] = await opened(world)

    await do(world, task, "ask_again")
    await world.run_jobs()

    assert (await found(world, payout_id)).attention == "key_window_over"
    assert [one.kind for one in await opened(world)] == ["settle_payout"] * 2
    assert await ends(world) == [("done", "ask_again", None)]


async def test_a_finding_that_cannot_be_booked_is_asked_for_again(world: World):
    payout = await refused_with_one_frozen(world)
    await record_news(payout, ORDERED, world.desk, attempt=1)
    [task] = await opened(world)

    await do(world, task, "ask_again")

    first, again = await opened(world)
    assert (first.subjects, first.task_id != again.task_id) == (again.subjects, True)
    assert (await found(world, payout.id)).attention
    assert await ends(world) == [("done", "ask_again", None)]
    await do(world, again, "refused")
    assert (await found(world, payout.id)).attention is None
    await world.check()


async def test_a_word_about_an_earlier_look_settles_nothing_of_a_later_one(world: World):
    payout_id = await unknown_for_ever(world)
    [task] = await opened(world)
    for attention in (None, "key_window_over"):  # its provider told more, and then no more
        async with world.db.begin([world.business_id]) as session:
            both = await locked(world.business_id, payout_id, session=session)
            assert both is not None
            await move_on(both[1], both[1].state, attention=attention, session=session)
    assert await ends(world) == [("cancelled", "unknown", None)]

    await do(world, task, "refused")

    assert (await found(world, payout_id)).attention == "key_window_over"
    assert await world.states() == {"referrer": "issuing"}
