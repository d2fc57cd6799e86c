"""The processes that still run on a cluster whose owner is gone."""

import asyncio
import os
import signal
from pathlib import Path

POLL_S = 0.02


def processes_in(cluster: Path) -> list[int]:
    """Every PostgreSQL process of this cluster: they all stay in its folder."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _belongs(entry, cluster)
    ]


async def clear_away(cluster: Path, *, stop_limit_s: float) -> None:
    """End whatever still runs on the cluster, kindly for `stop_limit_s`, and its pid file.

    Only for who holds the claim on the data: then those that still run are orphans. The pid file
    goes because PostgreSQL does not start while it names any living process, or nothing at all.
    """
    for pid in processes_in(cluster):
        # SIGINT makes a postmaster shut down, and only a backend's query stop; a backend without
        # its postmaster ends by itself. One that was stopped must be continued first.
        tell(pid, signal.SIGINT)
        tell(pid, signal.SIGCONT)
    try:
        async with asyncio.timeout(stop_limit_s):
            await _all_gone(cluster)
    except TimeoutError:
        for pid in processes_in(cluster):
            tell(pid, signal.SIGKILL)
        await _all_gone(cluster)
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def tell(pid: int, what: signal.Signals) -> None:
    """Send a signal to a process that may have ended since we looked."""
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


async def _all_gone(cluster: Path) -> None:
    while processes_in(cluster):  # noqa: ASYNC110 - nobody tells of the end of an orphan
        await asyncio.sleep(POLL_S)


def _belongs(entry: Path, cluster: Path) -> bool:
    try:
        folder, program = os.readlink(entry / "cwd"), os.readlink(entry / "exe")
    except OSError:  # it ended, or it is another user's
        return False
    # A shell that stands in the folder is not ours to end.
    return folder == str(cluster) and Path(program).name == "postgres"
