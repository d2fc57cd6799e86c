"""Jobs and clocks in fast tests of services."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.shared.jobs.desk import LIVE, TEST, effect, new_job

from goodword import clock, jobs
from goodword.errors import TransientError
from goodword.jobs import Inside, Outside
from goodword.testing.jobs import move_clock, run_due


async def test_all_that_is_due_is_done_and_what_that_adds_too(desk, db):
    async def step(job):
        async with db.begin([LIVE]) as session:
            await jobs.add(session, [new_job(f"after {job.payload['what']}")])

    await desk.add("one", kind="outside")
    await desk.add("two", kind="outside")
    await desk.add("later", run_at=datetime(2040, 1, 1, tzinfo=UTC))

    assert await run_due(db, {"inside": Inside(effect), "outside": Outside(step)}) == 4
    assert sorted(await desk.effects()) == ["after one", "after two"]


async def test_a_moved_clock_brings_timers_to_be_due(desk, db):
    async with db.begin([TEST]) as session:
        at = await clock.now(session, TEST) + timedelta(days=30)
        await jobs.add(session, [new_job("timer", business=TEST, run_at=at)])
    kinds = {"inside": Inside(effect)}

    await move_clock(db, TEST, 30 * 86_400 - 600)
    assert await run_due(db, kinds) == 0
    await move_clock(db, TEST, 600)
    assert await run_due(db, kinds) == 1


async def test_a_bug_is_raised_once_all_is_done_and_a_known_error_is_not(desk, db):
    async def fail(job):
        raise TransientError("later") if job.payload["what"] == "known" else ZeroDivisionError

    await desk.add("known", kind="outside")
    await run_due(db, {"outside": Outside(fail)})
    await desk.add("bug", kind="outside")
    await desk.add("good")

    with pytest.raises(ZeroDivisionError):
        await run_due(db, {"outside": Outside(fail), "inside": Inside(effect)})

    assert await desk.effects() == ["good"]
