"""The embedded PostgreSQL after accidents: its own, its owner's and its machine's."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from tests.e2e.servers import (
    all_frozen,
    connected,
    gone,
    keep,
    kept,
    owner,
    said,
)

from standalone.postgres import EmbeddedPostgres
from standalone.processes import processes_in


async def test_what_was_committed_outlives_a_killed_postmaster(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        await keep(server.admin_url, "committed")
        async with connected(server.admin_url) as open_one:
            await open_one.execute("BEGIN")
            await open_one.execute("INSERT INTO fact VALUES ('never committed')")
            url = server.admin_url

            await server.kill9()
            await server.start()

        assert server.admin_url == url
        assert await kept(url) == ["committed"]


async def test_who_waits_is_told_that_the_server_ended(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        waiting = asyncio.create_task(server.wait())
        await asyncio.sleep(0)
        ended_early = waiting.done()

        os.kill(server.pid, signal.SIGKILL)

        await waiting
        assert not ended_early


async def test_a_frozen_server_goes_on_where_it_was(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server, connected(server.admin_url) as connection:
        server.freeze()
        answer = asyncio.create_task(connection.fetchval("SELECT 1"))
        await all_frozen(server.cluster)
        answered_while_frozen = answer.done()

        server.thaw()

        assert await answer == 1
        assert not answered_while_frozen


async def test_a_frozen_server_can_be_stopped(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        server.freeze()

    assert processes_in(tmp_path / "pg") == []


async def test_no_server_outlives_a_killed_owner_and_the_next_start_recovers(
    tmp_path: Path,
) -> None:
    process = await owner(tmp_path)
    _, url = await said(process)
    await keep(url, "kept")

    process.kill()
    await process.communicate()
    await gone(tmp_path / "pg")

    async with EmbeddedPostgres(tmp_path) as server:
        assert await kept(server.admin_url) == ["kept"]


async def test_a_next_start_at_once_waits_for_the_orphan(tmp_path: Path) -> None:
    process = await owner(tmp_path)
    _, url = await said(process)
    await keep(url, "kept")

    process.kill()
    await process.communicate()
    async with EmbeddedPostgres(tmp_path) as server:
        assert await kept(server.admin_url) == ["kept"]


async def test_an_orphan_that_hangs_is_ended_by_the_next_start(tmp_path: Path) -> None:
    process = await owner(tmp_path)
    postmaster, url = await said(process)
    await keep(url, "kept")
    for pid in processes_in(tmp_path / "pg"):
        os.kill(pid, signal.SIGSTOP)
    process.kill()
    await process.communicate()
    outlived = postmaster in processes_in(tmp_path / "pg")

    async with EmbeddedPostgres(tmp_path) as server:
        assert await kept(server.admin_url) == ["kept"]
        assert postmaster not in processes_in(tmp_path / "pg")

    assert outlived


@pytest.mark.parametrize("names", ["a living process", "nothing"])
async def test_a_stale_pid_file_does_not_stop_the_next_start(tmp_path: Path, names: str) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        await keep(server.admin_url, "kept")
    # Not ourselves: PostgreSQL forgives the pid of its own parent.
    bystander = await asyncio.create_subprocess_exec("sleep", "infinity")
    left = f"{bystander.pid}\n" if names == "a living process" else ""
    (tmp_path / "pg" / "postmaster.pid").write_text(left)

    async with EmbeddedPostgres(tmp_path) as server:
        facts = await kept(server.admin_url)

    assert facts == ["kept"]
    assert bystander.returncode is None
    bystander.kill()
    await bystander.wait()


async def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "pg.new").mkdir()
    (tmp_path / "pg.new" / "PG_VERSION").write_text("18\n")

    async with EmbeddedPostgres(tmp_path) as server, connected(server.admin_url) as connection:
        assert await connection.fetchval("SELECT current_user") == "goodword"

    assert not (tmp_path / "pg.new").exists()
