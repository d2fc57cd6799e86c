"""Hands and eyes of the tests of the embedded PostgreSQL."""

import asyncio
import stat
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from standalone.processes import processes_in

OWNER = (sys.executable, str(Path(__file__).with_name("postgres_owner.py")))


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


async def all_frozen(cluster: Path) -> None:
    """Wait until every process of the server has stopped; a signal takes its time."""
    while {state_of(pid) for pid in processes_in(cluster)} != {"T"}:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
