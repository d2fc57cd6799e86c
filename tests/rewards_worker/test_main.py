"""The whole service as it runs: facts from the log in, facts out, and its commands."""

import asyncio
import os
import sys
from collections.abc import Sequence

import asyncpg
import pytest
from cryptography.fernet import Fernet
from tests.rewards_worker.use_cases.payouts import ONE, again, approved, open_and_die
from tests.rewards_worker.world import World

from goodword import ids
from goodword.bus import Said, say
from goodword.observability import Watch
from goodword.settings import load
from rewards_worker.main import serve
from rewards_worker.settings import RewardsWorkerSettings


async def told(world: World, *facts: Said) -> None:
    """Facts on the log, as another service says them."""
    async with world.db.begin([world.business_id]) as session:
        await say(session, facts)


def environment(world: World) -> dict[str, str]:
    return {
        "GOODWORD_REWARDS_DATABASE_URL": world.db.url,
        "GOODWORD_SANDBOX_URL": world.sandbox.base_url,
        "GOODWORD_SECRET_KEYS": Fernet.generate_key().decode(),
        "GOODWORD_HASH_KEY": "h" * 32,
    }


async def test_a_sale_on_the_log_becomes_a_gift(world: World, monkeypatch: pytest.MonkeyPatch):
    for name, value in environment(world).items():
        monkeypatch.setenv(name, value)
    stop, watch = asyncio.Event(), Watch("rewards-worker")
    # Its state comes last: the sale waits for it.
    await told(world, world.sale())
    await told(
        world,
        world.business(),
        world.person(world.ana, "Ana"),
        world.person(world.ben, "Ben"),
        world.program(ONE, hold_days=0),
    )

    serving = asyncio.create_task(serve(load(RewardsWorkerSettings), stop=stop, watch=watch))
    try:
        await again(lambda: _issued(world), patience_s=60)
    finally:
        stop.set()
        await serving

    assert len(await world.sandbox.orders()) == 1
    assert watch.registry.get_sample_value("ledger_invariant_violations") == 0
    await world.check()


async def _issued(world: World) -> bool:
    return await world.states() == {"referrer": "issued"}


async def run_command(world: World, arguments: Sequence[str]) -> tuple[int, str]:
    """A command in a process of its own; its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from rewards_worker.commands import app; app()",
        *arguments,
        env={**os.environ, **environment(world)},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


async def test_the_ledger_is_checked_by_a_command(world: World):
    await world.begin(ONE)
    await world.tell(world.sale())

    sound = await run_command(world, ["ledger", "check"])
    await world.execute("update account set balance = 1 where kind = 'pending'")
    broken, words = await run_command(world, ["ledger", "check"])

    assert sound == (0, "1 businesses, 0 violations, 0 payouts wait for a person\n")
    assert broken == 1
    assert "balance_is_sum_of_transfers" in words
    assert "1 violations" in words


async def test_a_payout_is_listed_and_settled_by_commands(world: World):
    payout = await waiting_for_a_person(world)
    shown = ids.show("pay", payout["id"])

    code, listed = await run_command(world, ["payouts", "list"])
    vague, _ = await run_command(world, ["payouts", "settle", shown])
    settled = await run_command(world, ["payouts", "settle", shown, "--issued", "ORDER1"])
    _, nothing = await run_command(world, ["payouts", "list"])

    assert code == 0
    for word in (shown, ids.show("biz", world.business_id), "50.00 USD", "key_reused"):
        assert word in listed
    assert vague == 2
    assert settled == (0, "settled\n")
    assert nothing == ""
    assert await world.states() == {"referrer": "issued"}


async def waiting_for_a_person(world: World) -> asyncpg.Record:
    """A payout that waits for a person."""
    await approved(world)
    payout = await open_and_die(world)
    await world.execute("update payout set attention = 'key_reused', attention_at = now()")
    return payout
