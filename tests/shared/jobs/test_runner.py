"""Jobs are done once, whoever runs them and whatever becomes of the runner."""

import asyncio

from tests.shared.jobs.desk import effect, running, until

from goodword.database import Database
from goodword.jobs import Inside, Outside


async def test_jobs_inside_the_database_are_done_and_closed_together(desk, db):
    for number in range(250):
        await desk.add(f"job {number}")

    async with running(db, {"inside": Inside(effect)}):
        await until(lambda: _all(desk, "done", 250))

    assert sorted(await desk.effects()) == sorted(f"job {n}" for n in range(250))


async def test_two_runners_never_do_a_job_twice(desk, db, desk_url):
    other = Database(desk_url, service="desk", schema="desk", pool_size=20)
    called: list[str] = []

    async def call(job):
        called.append(job.payload["what"])
        await asyncio.sleep(0.01)

    for number in range(60):
        await desk.add(f"in {number}")
        await desk.add(f"out {number}", kind="outside")
    kinds = {"inside": Inside(effect, batch=5), "outside": Outside(call)}
    async with running(db, kinds), running(other, kinds):
        await until(lambda: _all(desk, "done", 120))
    await other.close()

    assert sorted(await desk.effects()) == sorted(f"in {n}" for n in range(60))
    assert sorted(called) == sorted(f"out {n}" for n in range(60))


async def _all(desk, state, count):
    states = list((await desk.states()).values())
    return states.count(state) == count
