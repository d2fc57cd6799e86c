"""A worker that is killed with -9 while the provider has its order in hand."""

import asyncio
import signal
import sys

from tests.rewards_worker.use_cases.payouts import again, approved, impatient, opened
from tests.rewards_worker.world import SECRET_KEY, World

WORKER = """
import asyncio, sys
from datetime import timedelta
import httpx
from goodword.database import Database
from goodword.jobs import Runner
from goodword.observability import Watch
from goodword.seal import Sealer
from goodword.setups import SetUps
from rewards_worker.main import job_kinds
from rewards_worker.ports import Means
from rewards_worker.providers import PROVIDERS
from rewards_worker.providers.sandbox.client import SandboxProvider
from rewards_worker.use_cases.payouts.desk import Desk

CODE_KEY = b"a key of codes that is long enough to be one"

async def main(url, sandbox, key):
    db = Database(url, service="rewards-worker", schema="rewards", pool_size=3)
    watch = Watch("rewards-worker")
    async with httpx.AsyncClient() as client:
        provider = SandboxProvider(sandbox, "TEST_token", client)
        sealer = Sealer([key])
        means = Means(client=client, db=db, code_key=CODE_KEY)
        desk = Desk(db=db, providers={"sandbox": provider}, openers=PROVIDERS, means=means,
                    set_ups=SetUps("provider", sealer), sealer=sealer, watch=watch)
        await Runner(db, job_kinds(desk), watch).run(asyncio.Event())

asyncio.run(main(*sys.argv[1:]))
"""


async def test_killed_with_the_order_made_and_the_answer_on_its_way_pays_once(world: World):
    await approved(world)
    await opened(world, impatient(world))
    await world.execute("update job set run_at = now() + interval '1 hour' where state = 'ready'")
    await world.execute("update job set run_at = now() where kind = 'hand_over'")
    await world.sandbox.fault(kind="delay", seconds=60)

    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WORKER, world.db.url, world.sandbox.base_url, SECRET_KEY
    )
    await again(world.sandbox.orders, patience_s=60)
    worker.send_signal(signal.SIGKILL)
    await worker.wait()
    before = await world.states()
    await world.execute("update job set run_at = now() where state = 'ready'")
    await world.run_jobs(impatient(world))

    assert before == {"referrer": "issuing"}
    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1
    assert [fact for fact in await world.facts() if "issued" in fact] == [
        "reward-issued referrer 50.00"
    ]
    await world.check()
