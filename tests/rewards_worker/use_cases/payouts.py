"""Steps that many tests of payouts begin with."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from tests.rewards_worker.world import CARD, World

from goodword.bus import Said
from goodword.jobs import Job
from goodword.testing.jobs import run_due
from rewards_worker.db.payouts.payout_attempts import begin_attempt
from rewards_worker.main import job_kinds
from rewards_worker.use_cases.payouts.desk import Desk
from rewards_worker.use_cases.rewards.timers import OPEN_PAYOUT, RELEASE

ONE = {"rule": "referrer", "to": "referrer", "give": CARD}


async def approved(world: World, *rules: dict[str, Any]) -> Said:
    """The world with one reward of $50 (or more, by `rules`) whose payout job is due; its sale."""
    await world.begin(*(rules or [ONE]), hold_days=0)
    sale = world.sale("100.00")
    await world.tell(sale)
    await run_due(world.db, {RELEASE: job_kinds(world.desk)[RELEASE]})
    assert set((await world.states()).values()) == {"approved"}
    return sale


async def opened(world: World, desk: Desk | None = None) -> Job:
    """The job that sends the only payout, which is open now, as its runner would hand it out."""
    await run_due(world.db, {OPEN_PAYOUT: job_kinds(desk or world.desk)[OPEN_PAYOUT]})
    [row] = await world.rows("select * from job where kind = 'hand_over'")
    return Job(
        id=row["id"],
        business_id=row["business_id"],
        kind=row["kind"],
        dedupe_key=row["dedupe_key"],
        payload=orjson.loads(row["payload"]),
        attempts=1,
        max_attempts=row["max_attempts"],
        run_at=row["run_at"],
    )


def impatient(world: World) -> Desk:
    """A desk that takes every payout without an answer for lost, however young."""
    return replace(world.desk, lost_after=timedelta(0))


async def open_and_die(world: World, *, in_call: bool = True) -> asyncpg.Record:
    """The intent is committed, and the worker is gone, and with it its job; the payout.

    `in_call`: it died after it had written down that the request was about to leave.
    """
    job = await opened(world, impatient(world))
    payout_id = UUID(job.payload["payout_id"])
    if in_call:
        async with world.db.begin([world.business_id]) as session:
            await begin_attempt(session, world.business_id, payout_id)
    await world.execute("update job set state = 'unknown' where kind = 'hand_over'")
    [payout] = await world.rows("select * from payout")
    return payout


async def again(look: Callable[[], Awaitable[Any]], patience_s: float = 10) -> Any:
    """What `look` finds, once it finds something."""
    async with asyncio.timeout(patience_s):
        while not (found := await look()):  # noqa: ASYNC110  # it looks into a database
            await asyncio.sleep(0.01)
        return found
