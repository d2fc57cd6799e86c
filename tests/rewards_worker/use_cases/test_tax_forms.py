"""Before somebody is paid so much in a year that it has to be reported, their tax form is there."""

import asyncio
from typing import Any

import orjson
import pytest
from tests.rewards_worker.use_cases.payouts import again
from tests.rewards_worker.use_cases.test_by_hand import WAITING_FOR_A_LOCK
from tests.rewards_worker.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    RewardDecided,
    RewardDecisionRefused,
    TaskClosed,
    TaskDone,
    TaskOpened,
)
from goodword.events.people import Place
from goodword.jobs import Job
from goodword.testing.events import events_of
from goodword.testing.jobs import run_due
from rewards_worker.main import job_kinds
from rewards_worker.use_cases.payouts.open_payouts import open_payouts
from rewards_worker.use_cases.rewards.timers import OPEN_PAYOUT, RELEASE

CASH = {"kind": "cash", "amount": {"percent": "50"}}
RULE = {"rule": "referrer", "to": "referrer", "give": CASH}
US = Place(country="US", region="OR")


async def begin(world: World, give: dict[str, Any] = CASH, **business: Any) -> None:
    """A shop in Oregon that gives half of each sale at once."""
    await world.begin(RULE | {"give": give}, hold_days=0)
    await world.tell(world.business(**{"place": US} | business))


async def sell(world: World, *nets: str, **more: Any) -> None:
    for net in nets:
        await world.tell(world.sale(net, **more))
        await world.run_jobs()


async def stands(world: World) -> list[tuple[Any, ...]]:
    rows = await world.rows("select state, reason from reward order by id")
    return [tuple(row) for row in rows]


async def told(world: World, kind: type[Any]) -> list[Any]:
    return [one.event for one in await events_of(world.db) if isinstance(one.event, kind)]


async def collect(world: World, nth: int = 0) -> None:
    task = (await told(world, TaskOpened))[nth]
    done = TaskDone(
        business_id=world.business_id, task_id=task.task_id, actor=ids.show("key", ids.new())
    )
    await world.tell(Said(done, 1))
    await world.run_jobs()


PAID, FORMLESS = ("issued", None), ("in_review", "tax_form_missing")


async def test_a_cent_below_it_is_paid_and_at_it_waits_for_the_form_which_a_person_collects(
    world: World,
):
    await begin(world)

    await sell(world, "2999.98", "0.02")

    assert await stands(world) == [PAID, FORMLESS]
    [held] = [one for one in await world.snapshots() if one.name == "reward-held"]
    assert held.verdict["outcome"] == "held"
    assert held.verdict["reasons"] == [
        {"code": "tax_form_missing", "required": "$1,500.00", "actual": "$1,500.00"}
    ]
    [task] = await told(world, TaskOpened)
    assert (task.kind, task.proof) == ("collect_tax_form", "reference")
    assert task.subjects == (ids.show("per", world.ana), ids.show("rwd", held.reward_id))
    await collect(world)
    assert await stands(world) == [PAID, PAID]
    last = (await world.snapshots())[-1]
    assert (last.verdict["outcome"], last.verdict.get("reasons", [])) == ("earned", [])
    [closed] = await told(world, TaskClosed)
    assert closed.outcome == "done"
    await sell(world, "9000.00")
    assert await stands(world) == [PAID, PAID, PAID]
    assert len(await told(world, TaskOpened)) == 1
    await world.check()


async def test_a_person_is_asked_once_for_all_that_waits(world: World):
    await begin(world)

    await sell(world, "4000.00", "4000.00")
    assert await stands(world) == [FORMLESS, FORMLESS]
    await collect(world)

    assert await stands(world) == [PAID, PAID]
    assert len(await told(world, TaskOpened)) == 1


async def test_nobody_approves_it_past_the_form_and_the_law_does_not_let_it_go_on(world: World):
    await begin(world)
    await sell(world, "4000.00")
    [row] = await world.rows("select id from reward")

    decided = RewardDecided(
        business_id=world.business_id,
        reward_id=row["id"],
        decision="approve",
        actor="operator",
    )
    await world.tell(Said(decided, 1), world.business(place=US))
    await world.run_jobs()

    [refused] = await told(world, RewardDecisionRefused)
    assert (refused.reason, refused.allowed) == ("tax_form_missing", ("deny", "revoke"))
    said = [one.name for one in await world.snapshots()]
    assert said == ["reward-earned", "reward-approved", "reward-held"]
    assert await stands(world) == [FORMLESS]


async def test_a_merged_persons_payouts_count_and_their_form_is_both_theirs(world: World):
    await begin(world)
    anna = ids.new()
    await world.tell(world.person(anna, "Anna"))
    await sell(world, "2000.00")
    await sell(world, "2000.00", referrer_id=anna)
    assert await stands(world) == [PAID, PAID]

    await world.tell(world.person(world.ana, "Ana", merged_into=anna))
    await sell(world, "10.00")
    assert await stands(world) == [PAID, PAID, FORMLESS]
    [task] = await told(world, TaskOpened)
    assert task.subjects[0] == ids.show("per", anna)
    await collect(world)

    assert await stands(world) == [PAID] * 3


@pytest.mark.parametrize(
    ("give", "business"),
    [
        (CASH, {"place": Place(country="DE")}),
        (CASH, {"parameters": {"tax_forms": {"asked": False}}}),
        ({"kind": "discount_code", "amount": {"amount_off": "5000.00"}}, {}),
        ({"kind": "charity_donation", "amount": {"percent": "50"}, "where": "City Shelter"}, {}),
    ],
    ids=["elsewhere", "not asked", "a lower price", "the business's own gift to charity"],
)
async def test_what_is_not_reported_needs_no_form(world: World, give, business):
    await begin(world, give, **business)

    await sell(world, "9000.00")

    assert await told(world, TaskOpened) == []
    assert (await stands(world))[0][0] in ("issued", "issuing")


async def test_a_business_says_from_when_on_it_asks(world: World):
    await begin(world, parameters={"tax_forms": {"at_percent": 10}})

    await sell(world, "399.98", "0.02")

    assert await stands(world) == [PAID, FORMLESS]


async def test_another_year_begins_anew(world: World):
    await begin(world)
    await sell(world, "2000.00")

    await world.advance(days=366)
    await sell(world, "2000.00")

    assert await stands(world) == [PAID, PAID]
    years = [row["tax_year"] for row in await world.rows("select tax_year from payout order by 1")]
    assert years[1] - years[0] in (1, 2)


async def due(world: World) -> list[Job]:
    rows = await world.rows("select * from job where kind = 'open_payout' order by id")
    return [
        Job(
            id=row["id"],
            business_id=row["business_id"],
            kind=row["kind"],
            dedupe_key=row["dedupe_key"],
            payload=orjson.loads(row["payload"]),
            attempts=1,
            max_attempts=row["max_attempts"],
            run_at=row["run_at"],
        )
        for row in rows
    ]


async def test_of_two_that_are_opened_at_once_one_waits(world: World):
    await begin(world)
    await world.tell(world.sale("2000.00"), world.sale("2000.00"))
    await run_due(world.db, {RELEASE: job_kinds(world.desk)[RELEASE]})
    first, second = await due(world)

    async def open_other() -> None:
        async with world.db.begin([world.business_id]) as session:
            await open_payouts([second], desk=world.desk, session=session)

    async with world.db.begin([world.business_id]) as session:
        await open_payouts([first], desk=world.desk, session=session)
        other = asyncio.create_task(open_other())

        async def waits_or_is_through() -> bool:
            return other.done() or bool(await world.rows(WAITING_FOR_A_LOCK))

        await again(waits_or_is_through)
    await other
    await world.run_jobs()

    assert sorted(await stands(world), key=str) == [FORMLESS, PAID]


async def test_a_form_that_comes_while_a_reward_is_held_for_it_is_heard(world: World):
    await begin(world)
    await sell(world, "4000.00")
    [task] = await told(world, TaskOpened)
    await world.tell(world.sale("4000.00"))
    kinds = job_kinds(world.desk)
    await run_due(world.db, {RELEASE: kinds[RELEASE]})

    done = TaskDone(
        business_id=world.business_id, task_id=task.task_id, actor=ids.show("key", ids.new())
    )
    await asyncio.gather(
        run_due(world.db, {OPEN_PAYOUT: kinds[OPEN_PAYOUT]}), world.tell(Said(done, 1))
    )
    await world.run_jobs()

    assert await stands(world) == [PAID, PAID]


async def test_what_was_refused_was_not_paid(world: World):
    await begin(world)
    await world.sandbox.fault(kind="reject", percent=100)
    await sell(world, "2900.00")
    await world.sandbox.client.delete(f"{world.sandbox.base_url}/faults")

    await sell(world, "200.00")

    assert [state for state, _ in await stands(world)] == ["failed", "issued"]
