"""A backup is restored elsewhere: nothing is paid twice, and what was not read yet is read."""

from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tests.deploy.backups import count_on, dump, rebased, restored_base_backup, restored_dump
from tests.rewards_worker.providers.conftest import running
from tests.rewards_worker.world import World, a_desk

from goodword import ids
from goodword.bus import say
from goodword.bus.delivery import Deliverer
from goodword.bus.log import LogReader
from goodword.bus.upkeep import RestoredFromDumpError, Upkeep
from goodword.testing.jobs import run_due
from rewards_worker.main import handlers, job_kinds


@asynccontextmanager
async def worker(databases, sandbox, known=None):
    """rewards-worker on this database; `known` is the world that it was told of before."""
    db = databases.database("rewards")
    desk = a_desk(db, sandbox)
    try:
        if known is None:
            yield World(db, databases.admin_url, desk, sandbox)
        else:
            yield replace(known, db=db, admin_url=databases.admin_url, desk=desk)
    finally:
        await db.close()


async def tell(databases, *said):
    """referral-api says facts; nobody has read them yet."""
    db = databases.database("referral")
    try:
        async with db.begin({each.event.business_id for each in said}) as session:
            await say(session, said)
    finally:
        await db.close()


async def read_all(world):
    reader = LogReader(world.db, Deliverer(handlers(world.desk)), "rewards-worker")
    await reader.seed()
    while await reader.read():
        pass


def upkeep(world):
    return Upkeep(world.db, "rewards-worker", transport="log", keep_days=14)


async def paid(world):
    """The keys under which the provider has made orders, of whatever database."""
    return sorted(order["external_id"] for order in await world.sandbox.orders())


async def later(databases, world):
    """31 days pass, so that holds are over."""
    world.offset_s += 31 * 86_400
    await tell(databases, world.business())
    await read_all(world)


async def used(databases, world):
    """Two rewards are paid, two payouts open with their keys, and one sale is not read yet."""
    await tell(databases, world.business(), world.person(world.ana, "Ana"))
    await tell(databases, world.person(world.ben, "Ben"), world.program(), world.sale())
    await read_all(world)
    await later(databases, world)
    await world.run_jobs()
    assert len(await paid(world)) == 2

    await tell(databases, another_sale(world))
    await read_all(world)
    await later(databases, world)
    await world.sandbox.fault(kind="error_500", next=1000)
    await run_due(world.db, job_kinds(world.desk))
    assert len(await paid(world)) == 2

    await tell(databases, another_sale(world))


def another_sale(world):
    return world.sale(sale_id=ids.new())


async def goes_on(databases, world, *, before):
    """What is due is paid under the keys that it had; what was said is read, once."""
    await read_all(world)
    await world.run_jobs()
    assert await paid(world) == before
    assert await states(world) == ["issued"] * 4 + ["pending"] * 2

    await later(databases, world)
    await world.run_jobs()

    assert await states(world) == ["issued"] * 6
    assert len(await paid(world)) == len(before) + 2
    assert await world.rows("select * from rewards.parked_event") == []
    await world.check()


async def states(world):
    return sorted(row["state"] for row in await world.rows("select state from reward"))


async def test_a_logical_dump_is_rebased_and_a_base_backup_is_not_and_both_go_on(
    databases_of_its_own, tmp_path
):
    async with running() as sandbox, worker(databases_of_its_own, sandbox) as world:
        await count_on(databases_of_its_own)
        await used(databases_of_its_own, world)
        await dump(databases_of_its_own, tmp_path / "goodword.dump")
        # What was open in the backup is paid after it, and the backup does not know.
        await sandbox.client.delete(f"{sandbox.base_url}/faults")
        await world.run_jobs()
        before = await paid(world)
        assert len(before) == 4

        name = databases_of_its_own.name
        async with (
            restored_dump(tmp_path / "goodword.dump", name, tmp_path / "new") as databases,
            worker(databases, sandbox, world) as restored,
        ):
            with pytest.raises(RestoredFromDumpError, match="goodword database rebase"):
                await upkeep(restored).check_restored()

            assert await rebased(databases) > 0
            await upkeep(restored).check_restored()

            async with (
                restored_base_backup(databases, tmp_path / "base") as copy,
                worker(copy, sandbox, restored) as of_copy,
            ):
                await upkeep(of_copy).check_restored()
                await goes_on(copy, of_copy, before=before)
                # The other one was paused meanwhile, and does the same under the same keys.
                await read_all(restored)
                await restored.run_jobs()
                assert await states(restored) == ["issued"] * 4 + ["pending"] * 2
                await restored.check()
