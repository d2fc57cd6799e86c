"""The PostgreSQL that `goodword up` brings along, for real."""

import os
from pathlib import Path

import asyncpg
import pytest
from tests.e2e.servers import connected, keep, kept, mode_of, modes_in, owner

from goodword.errors import GoodwordError
from standalone.postgres import EmbeddedPostgres
from standalone.processes import processes_in


async def test_data_outlive_a_stop_and_a_start(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as first:
        await keep(first.admin_url, "kept")
        password = (tmp_path / "postgres.password").read_text()

    stopped = processes_in(tmp_path / "pg")
    async with EmbeddedPostgres(tmp_path) as second:
        facts = await kept(second.admin_url)

    assert facts == ["kept"]
    assert stopped == []
    assert (tmp_path / "postgres.password").read_text() == password


async def test_only_the_owner_may_read_what_is_secret(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o751)

    async with EmbeddedPostgres(tmp_path):
        modes = modes_in(tmp_path)

    assert modes == {
        "lock": 0o644,
        "pg": 0o700,
        "postgres.log": 0o600,
        "postgres.password": 0o600,
    }
    assert mode_of(tmp_path) == 0o751


async def test_a_password_is_asked_for_and_only_on_the_loopback(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.url("goodword", "guessed", "postgres"))

        async with connected(server.admin_url) as connection:
            listens = await connection.fetchval("SHOW listen_addresses")
            sockets = await connection.fetchval("SHOW unix_socket_directories")
            stores = await connection.fetchval(
                "SELECT rolpassword FROM pg_authid WHERE rolname = 'goodword'"
            )

    assert (listens, sockets) == ("127.0.0.1", "")
    assert stores.startswith("SCRAM-SHA-256$")


async def test_nothing_acknowledged_is_lost_by_default_and_settings_win(tmp_path: Path) -> None:
    async with (
        EmbeddedPostgres(tmp_path, settings={"work_mem": "5MB"}) as server,
        connected(server.admin_url) as connection,
    ):
        shown = [
            await connection.fetchval(f"SHOW {name}")
            for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
        ]
        work_mem = await connection.fetchval("SHOW work_mem")

    assert shown == ["on", "on", "on", "on"]
    assert work_mem == "5MB"


async def test_ctrl_c_in_our_terminal_does_not_reach_the_server(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        assert os.getsid(server.pid) == server.pid


async def test_a_second_server_on_the_same_data_is_refused_in_a_sentence(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        await keep(server.admin_url, "mine")

        process = await owner(tmp_path)
        out, complaint = await process.communicate()

        assert (process.returncode, out) == (1, b"")
        assert complaint.decode() == (
            f"Goodword already runs on this data ({tmp_path}), as process {os.getpid()}: stop it,"
            f" or set GOODWORD_DATA and GOODWORD_PORT to run another beside it.\n"
        )
        assert await kept(server.admin_url) == ["mine"]


async def test_a_cluster_of_another_version_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "PG_VERSION").write_text("17\n")

    with pytest.raises(GoodwordError) as refused:
        await EmbeddedPostgres(tmp_path).__aenter__()

    assert str(refused.value) == (
        f"{tmp_path / 'pg'} is of PostgreSQL 17, and this Goodword brings 18: dump it with the"
        f" Goodword that made it and restore it here."
    )
    assert [file.name for file in (tmp_path / "pg").iterdir()] == ["PG_VERSION"]


async def test_a_start_that_fails_says_postgres_words_and_frees_the_data(tmp_path: Path) -> None:
    with pytest.raises(GoodwordError, match='unrecognized configuration parameter "nonsense"'):
        await EmbeddedPostgres(tmp_path, settings={"nonsense": "1"}).__aenter__()

    async with EmbeddedPostgres(tmp_path) as server:
        assert processes_in(server.cluster)


async def test_addresses_are_quoted(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    server.port = 5432

    url = server.url("a@b", "p/w:?", "da ta")

    assert url == "postgresql://a%40b:p%2Fw%3A%3F@127.0.0.1:5432/da%20ta"
