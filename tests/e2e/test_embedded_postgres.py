"""The PostgreSQL that `goodword up` brings along, for real."""

import asyncio
import os
import shutil
import signal
import stat
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from goodword.errors import GoodwordError
from standalone.account import NOBODY
from standalone.postgres import EmbeddedPostgres
from standalone.processes import processes_in

OWNER = (sys.executable, str(Path(__file__).with_name("postgres_owner.py")))

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        connection.terminate()


async def keep(url: str, fact: str) -> None:
    async with connected(url) as connection:
        await connection.execute("CREATE TABLE IF NOT EXISTS fact (it text)")
        await connection.execute("INSERT INTO fact VALUES ($1)", fact)


async def kept(url: str) -> list[str]:
    async with connected(url) as connection:
        return [row["it"] for row in await connection.fetch("SELECT it FROM fact")]


async def owner(data: Path, *run_as: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *run_as, *OWNER, data, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )


async def said(process: Process) -> tuple[int, str]:
    assert process.stdout
    line = (await process.stdout.readline()).decode().split()
    assert process.stderr
    assert line, (await process.stderr.read()).decode()
    return int(line[0]), line[1]


async def gone(cluster: Path) -> None:
    while processes_in(cluster):  # noqa: ASYNC110 - an orphan tells nobody
        await asyncio.sleep(0.02)


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def modes_in(folder: Path) -> dict[str, int]:
    return {file.name: mode_of(file) for file in folder.iterdir()}


def owners_in(folder: Path) -> set[int]:
    return {file.stat().st_uid for file in folder.iterdir()}


def user_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="goodword-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


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
        frozen = {state_of(pid) for pid in processes_in(server.cluster)}
        count = len(processes_in(server.cluster))

        server.thaw()

        assert await answer == 1
        assert frozen == {"T"}
        assert count > 1


async def test_a_frozen_server_can_be_stopped(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        server.freeze()

    assert processes_in(tmp_path / "pg") == []


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


@pytest.mark.parametrize("left", [lambda: f"{os.getpid()}\n", lambda: ""], ids=["living", "empty"])
async def test_a_stale_pid_file_does_not_stop_the_next_start(
    tmp_path: Path, left: Callable[[], str]
) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        await keep(server.admin_url, "kept")
    (tmp_path / "pg" / "postmaster.pid").write_text(left())

    async with EmbeddedPostgres(tmp_path) as server:
        assert await kept(server.admin_url) == ["kept"]


async def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "pg.new").mkdir()
    (tmp_path / "pg.new" / "PG_VERSION").write_text("18\n")

    async with EmbeddedPostgres(tmp_path) as server, connected(server.admin_url) as connection:
        assert await connection.fetchval("SELECT current_user") == "goodword"

    assert not (tmp_path / "pg.new").exists()


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


@needs_root
async def test_it_runs_for_an_ordinary_user(open_folder: Path) -> None:
    os.chown(open_folder, NOBODY, NOBODY)

    process = await owner(open_folder, *become(NOBODY))
    pid, url = await said(process)
    await keep(url, "kept")
    runs_as = user_of(pid)
    process.kill()
    await process.communicate()
    await gone(open_folder / "pg")

    assert runs_as == NOBODY
    assert owners_in(open_folder) == {NOBODY}


@needs_root
async def test_root_serves_the_data_of_an_ordinary_user_without_taking_them(
    open_folder: Path,
) -> None:
    os.chown(open_folder, NOBODY, NOBODY)
    first = await owner(open_folder, *become(NOBODY))
    _, url = await said(first)
    await keep(url, "kept")
    first.kill()
    await first.communicate()

    async with EmbeddedPostgres(open_folder) as server:
        facts = await kept(server.admin_url)
        runs_as = user_of(server.pid)

    assert facts == ["kept"]
    assert runs_as == NOBODY
    assert (open_folder / "pg").stat().st_uid == NOBODY


@needs_root
async def test_root_without_user_namespaces_runs_it_as_nobody(open_folder: Path) -> None:
    process = await owner_without_namespaces(open_folder)
    pid, url = await said(process)

    await keep(url, "kept")

    runs_as = user_of(pid)
    process.kill()
    await process.communicate()
    await gone(open_folder / "pg")
    assert runs_as == NOBODY
    assert mode_of(open_folder) == 0o755


@needs_root
async def test_root_without_user_namespaces_is_told_what_to_do_in_a_private_folder(
    open_folder: Path,
) -> None:
    os.chmod(open_folder, 0o700)

    process = await owner_without_namespaces(open_folder)
    out, complaint = await process.communicate()

    assert (process.returncode, out) == (1, b"")
    assert complaint.decode().endswith(
        "run Goodword as an ordinary user, or keep it and its data (GOODWORD_DATA) in folders that"
        " everybody may enter.\n"
    )
    assert mode_of(open_folder) == 0o700


def become(uid: int) -> tuple[str, ...]:
    return ("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--")


async def owner_without_namespaces(data: Path) -> Process:
    """The owner, as root of a user namespace in which no further one is allowed."""
    forbid = 'read -r _; echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"'
    process = await owner(data, "unshare", "--user", "--keep-caps", "sh", "-c", forbid, "sh")
    while not in_a_namespace(process.pid):  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(0.01)
    map_all_users(process.pid)
    assert process.stdin
    process.stdin.write(b"\n")
    await process.stdin.drain()
    return process


def in_a_namespace(pid: int) -> bool:
    return os.readlink(f"/proc/{pid}/ns/user") != os.readlink("/proc/self/ns/user")


def map_all_users(pid: int) -> None:
    for kind in ("uid", "gid"):
        Path(f"/proc/{pid}/{kind}_map").write_text("0 0 65536\n")
