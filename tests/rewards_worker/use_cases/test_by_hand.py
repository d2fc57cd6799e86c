"""Rewards that a person hands over: one task, with proof, by two where much is at stake."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from tests.rewards_worker.use_cases.payouts import again, impatient, opened
from tests.rewards_worker.world import World, usd

from goodword import ids
from goodword.bus import Said
from goodword.events import SettingsChanged, TaskClosed, TaskDone, TaskGift, TaskOpened
from goodword.jobs import Job
from goodword.testing.events import events_of
from goodword.testing.jobs import run_due
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.main import job_kinds
from rewards_worker.ports import Accepted, Outcome
from rewards_worker.providers.manual.client import ManualProvider, open_manual
from rewards_worker.use_cases.handovers.recall_handovers import recall_handovers
from rewards_worker.use_cases.payouts.hand_over import hand_over
from rewards_worker.use_cases.payouts.timers import HAND_OVER
from rewards_worker.use_cases.rewards.timers import OPEN_PAYOUT, RECALL, RELEASE

MUG = {"kind": "physical_gift", "item": "a mug", "amount": {"fixed": "50.00"}}
CARD_BY_HAND = {"kind": "gift_card", "amount": {"fixed": "50.00"}}
MANUAL = "provider-manual"
WAITING_FOR_A_LOCK = (
    "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
)
ONE_KEY, OTHER_KEY = ids.show("key", ids.new()), ids.show("key", ids.new())


def rule(give: dict[str, Any]) -> dict[str, Any]:
    return {"rule": "referrer", "to": "referrer", "give": give}


async def set_up(world: World, **body: Any) -> None:
    changed = SettingsChanged(business_id=world.business_id, kind=MANUAL, version=1, body=body)
    await world.tell(Said(changed, 1))


async def asked(world: World, give: dict[str, Any] = MUG, net: str = "80.00", **body: Any) -> Said:
    """A task was opened for a reward; its sale."""
    await world.begin(rule(give), hold_days=0)
    await set_up(world, **body)
    sale = world.sale(net)
    await world.tell(sale)
    await once(world)
    assert await world.states() == {"referrer": "issuing"}
    return sale


async def once(world: World) -> None:
    """What is due, but for asking again and again whether a person has done it."""
    kinds = job_kinds(world.desk)
    for _ in range(3):
        await run_due(world.db, {kind: kinds[kind] for kind in (RELEASE, RECALL, OPEN_PAYOUT)})
        await run_due(world.db, {HAND_OVER: kinds[HAND_OVER]})


async def tasks(world: World) -> list[TaskOpened]:
    events = [one.event for one in await events_of(world.db)]
    return [one for one in events if isinstance(one, TaskOpened)]


async def closings(world: World) -> list[tuple[UUID, str, str | None]]:
    events = [one.event for one in await events_of(world.db)]
    return [(e.task_id, e.outcome, e.reason) for e in events if isinstance(e, TaskClosed)]


def done(world: World, task: TaskOpened, *, actor: str = ONE_KEY, **more: Any) -> Said:
    told = TaskDone(business_id=world.business_id, task_id=task.task_id, actor=actor, **more)
    return Said(told, 1)


async def test_an_order_by_hand_is_a_task_and_issued_once_it_is_done(world: World):
    await asked(world, due_days=3)
    [task] = await tasks(world)
    [reward] = await world.rows("select * from reward")
    assert (task.kind, task.opener, task.people, task.proof) == (
        "hand_over_reward",
        "rewards-worker",
        1,
        "text",
    )
    assert task.subjects == (ids.show("rwd", reward["id"]), ids.show("per", world.ana))
    assert task.gift == TaskGift(kind="physical_gift", amount=usd("50.00"), item="a mug")
    assert task.due_at is not None
    assert timedelta(days=3) <= task.due_at - reward["earned_at"] < timedelta(days=3, minutes=1)

    await world.tell(done(world, task), done(world, task, actor=OTHER_KEY))
    await world.run_jobs()

    last = (await world.snapshots())[-1]
    assert (last.name, last.handover.provider, last.handover.by) == (
        "reward-issued",
        "manual",
        "us",
    )
    assert (last.handover.provider_ref, last.handover.sealed) == (
        ids.show("tsk", task.task_id),
        None,
    )
    assert await closings(world) == [(task.task_id, "done", None)]
    await world.check()


async def test_a_code_from_a_person_is_passed_on_sealed_and_kept_nowhere(world: World):
    await asked(world, CARD_BY_HAND, kinds=["gift_card"])
    [task] = await tasks(world)
    assert task.proof == "reference"

    await world.tell(done(world, task, sealed=world.desk.sealer.seal("CARD-1234")))

    last = (await world.snapshots())[-1]
    assert world.desk.sealer.open(last.handover.sealed) == "CARD-1234"
    [kept] = await world.rows("select * from opened_task")
    assert kept["sealed"] is None
    assert await world.sandbox.orders() == []


@pytest.mark.parametrize(
    ("amount", "people"), [("49.99", 2), ("50.00", 1), ("50.01", 1)], ids=["above", "at", "below"]
)
async def test_four_eyes_see_what_is_above_the_bound(world: World, amount: str, people: int):
    bound = {"minor": int(amount.replace(".", "")), "currency": "USD"}
    await asked(world, four_eyes_above=bound)

    [task] = await tasks(world)

    assert task.people == people


async def test_what_is_in_another_currency_than_the_bound_takes_four_eyes(world: World):
    await asked(world, four_eyes_above={"minor": 1_000_000, "currency": "JPY"})

    assert (await tasks(world))[0].people == 2


async def test_four_eyes_are_two_people_and_the_first_ones_code_counts(world: World):
    await asked(world, CARD_BY_HAND, kinds=["gift_card"], four_eyes_above=usd_minor(100))
    [task] = await tasks(world)
    seal = world.desk.sealer.seal

    await world.tell(done(world, task, sealed=seal("FIRST")))
    await world.tell(done(world, task, sealed=seal("AGAIN")))
    alone = await world.states()
    await world.tell(done(world, task, actor=OTHER_KEY, sealed=seal("SECOND")))

    assert alone == {"referrer": "issuing"}
    assert await world.states() == {"referrer": "issued"}
    last = (await world.snapshots())[-1]
    assert world.desk.sealer.open(last.handover.sealed) == "FIRST"
    await world.check()


def usd_minor(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "USD"}


async def test_a_task_is_overdue_after_its_day_and_can_still_be_done(world: World):
    await asked(world, due_days=2)
    [task] = await tasks(world)
    kinds = job_kinds(world.desk)
    await world.advance(days=1)
    await run_due(world.db, {"task_overdue": kinds["task_overdue"]})
    early = await closings(world)
    await world.advance(days=2)
    await run_due(world.db, {"task_overdue": kinds["task_overdue"]})

    await world.tell(done(world, task))

    assert early == []
    assert [outcome for _, outcome, _ in await closings(world)] == ["overdue", "done"]
    assert await world.states() == {"referrer": "issued"}


async def test_a_task_is_called_off_when_its_reward_is_revoked(world: World):
    sale = await asked(world)
    [task] = await tasks(world)

    await world.tell(world.refund(sale, "0.00"))
    await once(world)

    assert await closings(world) == [(task.task_id, "cancelled", "recalled")]
    last = (await world.snapshots())[-1]
    assert (last.name, last.status, last.recovery) == ("reward-revoked", "revoked", None)
    [payout] = await world.rows("select * from payout")
    assert payout["state"] == "canceled"
    await world.check()


async def test_less_is_asked_for_in_another_task(world: World):
    share = {"kind": "gift_card", "amount": {"percent": "50"}}
    sale = await asked(world, share, "100.00", kinds=["gift_card"])

    await world.tell(world.refund(sale, "60.00"))
    await once(world)

    first, second = await tasks(world)
    assert await closings(world) == [(first.task_id, "cancelled", "recalled")]
    assert await world.balances(world.ana) == {}
    amounts = await world.rows("select generation, amount, state from payout order by generation")
    assert [tuple(row) for row in amounts] == [(1, 5000, "canceled"), (2, 3000, "accepted")]
    await world.tell(done(world, second))
    assert (await world.snapshots())[-1].amount.minor == 3000
    await world.check()


async def test_what_somebody_has_said_to_have_done_is_not_called_back(world: World):
    sale = await asked(world, four_eyes_above=usd_minor(100))
    [task] = await tasks(world)
    await world.tell(done(world, task))

    await world.tell(world.refund(sale, "0.00"))
    await once(world)
    await world.tell(done(world, task, actor=OTHER_KEY))

    last = (await world.snapshots())[-1]
    assert (last.status, last.recovery.minor) == ("issued", 5000)
    await world.check()


async def test_what_was_done_after_it_was_called_off_is_not_asked_for_again(world: World):
    share = {"kind": "gift_card", "amount": {"percent": "50"}}
    sale = await asked(world, share, "100.00", kinds=["gift_card"])
    await world.tell(world.refund(sale, "60.00"))
    await once(world)
    first, second = await tasks(world)

    await world.tell(done(world, first))

    assert (second.task_id, "cancelled", "paid_already") in await closings(world)
    [later] = await world.rows("select * from payout where generation = 2")
    assert "late news" in later["attention"]
    assert await world.states() == {"referrer": "issuing"}
    await world.check()


async def test_who_says_done_and_who_calls_back_do_not_wait_for_each_other(world: World):
    share = {"kind": "gift_card", "amount": {"percent": "50"}}
    sale = await asked(world, share, "100.00", kinds=["gift_card"])
    [task] = await tasks(world)
    await world.tell(world.refund(sale, "60.00"))
    [reward] = await world.rows("select id from reward")
    job = Job(
        id=ids.new(),
        business_id=world.business_id,
        kind=RECALL,
        dedupe_key="recall",
        payload={"reward_id": str(reward["id"])},
        attempts=1,
        max_attempts=1,
        run_at=datetime.now(UTC),
    )

    async with world.db.begin([world.business_id]) as session:
        await rewards_by_id(session, [(world.business_id, reward["id"])])
        saying = asyncio.create_task(world.tell(done(world, task)))
        await again(lambda: world.rows(WAITING_FOR_A_LOCK))
        await recall_handovers([job], session=session)
    await saying

    # Whoever came first counts: it was called back, and what was done all the same is late news.
    assert await closings(world) == [(task.task_id, "cancelled", "recalled")]
    payouts = await world.rows("select state, attention from payout order by generation")
    assert payouts[0]["state"] == "canceled"
    assert "late news" in payouts[0]["attention"]
    await world.check()


class KilledError(Exception):
    """The worker is gone."""


async def test_killed_after_the_task_was_opened_a_person_is_asked_once(world: World):
    class Dying(ManualProvider):
        sent = 0

        async def submit(self, request: bytes, key: UUID) -> Outcome:
            outcome = await super().submit(request, key)
            Dying.sent += 1
            if Dying.sent == 1:
                raise KilledError
            return outcome

    def dying(opened_for: Any, means: Any) -> ManualProvider:
        manual = open_manual(opened_for, means)
        return Dying(manual._business_id, manual._form, manual._db)

    world.desk = replace(world.desk, openers={"manual": dying}, lost_after=timedelta(0))
    await world.begin(rule(MUG), hold_days=0)
    await world.tell(world.sale())
    await run_due(world.db, {RELEASE: job_kinds(world.desk)[RELEASE]})
    with pytest.raises(KilledError):
        await hand_over(await opened(world), desk=world.desk)
    await world.execute("update job set state = 'unknown' where kind = 'hand_over'")
    with pytest.raises(AssertionError, match="again and again"):
        await world.run_jobs()

    [task] = await tasks(world)
    await world.tell(done(world, task))
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    assert len(await world.rows("select * from payout")) == 1
    await world.check()


async def test_done_before_the_answer_of_the_order_was_written_down_counts(world: World):
    await world.begin(rule(MUG), hold_days=0)
    await world.tell(world.sale())
    await run_due(world.db, {RELEASE: job_kinds(world.desk)[RELEASE]})
    await opened(world, impatient(world))
    [payout] = await world.rows("select * from payout")
    window = await world.desk.window(world.business_id, "manual")
    await window.provider.submit(payout["request"], payout["idem_key"])
    [task] = await tasks(world)

    await world.tell(done(world, task))
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    assert len(await tasks(world)) == 1
    await world.check()


async def test_the_same_key_at_once_opens_one_task(world: World):
    await world.begin(rule(MUG), hold_days=0)
    provider = (await world.desk.window(world.business_id, "manual")).provider
    key = uuid4()
    request = orjson.dumps(
        {"key": str(key), "subjects": [], "due_at": None, "proof": "text", "people": 1}
    )

    outcomes = await asyncio.gather(*(provider.submit(request, key) for _ in range(5)))

    assert all(isinstance(one, Accepted) for one in outcomes)
    assert len({one.provider_ref for one in outcomes}) == 1
    assert len(await tasks(world)) == 1


async def test_a_live_business_without_any_set_up_hands_over_by_hand(world: World):
    await world.begin(rule(CARD_BY_HAND), hold_days=0)
    await world.tell(world.business(mode="live"))
    await world.tell(world.sale())
    await once(world)

    assert len(await tasks(world)) == 1
    assert await world.sandbox.orders() == []


async def test_a_thing_reaches_whoever_has_no_address(world: World):
    await world.begin(rule(MUG), hold_days=0)
    await world.tell(world.person(world.ana, "Ana", emails=()))
    await world.tell(world.sale())
    await once(world)

    assert len(await tasks(world)) == 1


async def test_a_task_of_another_service_is_none_of_ours(world: World):
    await world.begin(rule(MUG))
    stranger = TaskDone(business_id=world.business_id, task_id=ids.new(), actor="operator")

    await world.tell(Said(stranger, 1))

    assert await closings(world) == []


async def test_a_request_by_hand_names_nobody(world: World):
    await asked(world)

    [payout] = await world.rows("select * from payout")

    assert b"Ana" not in payout["request"]
    assert b"ana@example.com" not in payout["request"]
