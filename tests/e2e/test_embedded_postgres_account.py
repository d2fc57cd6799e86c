"""Whom the embedded PostgreSQL runs as."""

import asyncio
import os
import shutil
import tempfile
from asyncio.subprocess import Process
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.servers import (
    gone,
    keep,
    kept,
    mode_of,
    owner,
    owners_in,
    said,
    user_of,
)

from standalone.account import NOBODY
from standalone.postgres import EmbeddedPostgres

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="goodword-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


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
