"""Programs that we start and that must not outlive us."""

import asyncio
import os
import shutil
import signal
import threading
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Sequence
from pathlib import Path

from goodword.errors import GoodwordError

LOG_BYTES = 10_000_000
"""A log longer than this is set aside as `….1` at the next start, over the one before."""

TAIL_BYTES = 2_000


async def launch(
    command: Sequence[str | Path],
    *,
    log: Path,
    run_as: Sequence[str] = (),
    when_orphaned: str = "KILL",
) -> Process:
    """Start `command`, its output appended to `log`; `run_as` is a command that it is put behind.

    The kernel sends it the signal `when_orphaned` when we die, kill -9 included. That is bound to
    the *thread* that starts it, hence the main thread only. It gets a session of its own, or Ctrl-C
    in our terminal would reach it too and it would be gone before those who still use it.
    """
    assert threading.current_thread() is threading.main_thread()
    if not shutil.which("setpriv"):
        raise GoodwordError("setpriv is missing: install util-linux (this runs on Linux only).")
    # Changing the user forgets the signal, so setpriv comes after `run_as`. Both exec: the pid
    # that we get is the command's own.
    wrapped = (*run_as, "setpriv", "--pdeathsig", when_orphaned, "--", *command)
    output = _open_log(log)
    try:
        return await asyncio.create_subprocess_exec(
            *wrapped, stdin=DEVNULL, stdout=output, stderr=STDOUT, start_new_session=True
        )
    finally:
        os.close(output)


def _open_log(log: Path) -> int:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_name(f"{log.name}.1"))
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


async def succeeds(command: Sequence[str | Path]) -> bool:
    """Whether a short command ends well; its output is nobody's business."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
        )
    except OSError:
        return False
    return await process.wait() == 0


async def end(process: Process, *, kindly: signal.Signals, limit_s: float) -> None:
    """Ask the process to end; after `limit_s` seconds it is killed."""
    if process.returncode is None:
        # One that is stopped acts on no signal before it is continued.
        process.send_signal(kindly)
        process.send_signal(signal.SIGCONT)
    await wait_for_end(process, limit_s=limit_s)


async def wait_for_end(process: Process, *, limit_s: float) -> None:
    """Wait until the process ends by itself; after `limit_s` seconds it is killed."""
    try:
        async with asyncio.timeout(limit_s):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def tail(log: Path) -> str:
    """The last lines of a log, to say why a program did not start."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - TAIL_BYTES))
        return file.read().decode(errors="replace").strip()
