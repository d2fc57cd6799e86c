"""One folder, one owner: two processes on the same data would ruin it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goodword.errors import GoodwordError

PID_BYTES = 20


@contextmanager
def claim(folder: Path, *, taken: str) -> Iterator[None]:
    """Make `folder` if need be and hold it for this process alone while the block runs.

    The claim is the kernel's lock on `<folder>/lock`, so that it ends with its owner however that
    dies. GoodwordError: the folder cannot be written, or someone holds it; then the sentence is
    `taken`, with `{folder}` and `{owner}` filled in.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise GoodwordError(f"{folder} cannot be written: {error.strerror}.") from error
    try:
        _lock(file, folder, taken)
        yield
    finally:
        os.close(file)


def _lock(file: int, folder: Path, taken: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        pid = os.pread(file, PID_BYTES, 0).decode().strip()
        owner = f"process {pid}" if pid else "another process"
        raise GoodwordError(taken.format(folder=folder, owner=owner)) from error
    os.ftruncate(file, 0)
    os.pwrite(file, str(os.getpid()).encode(), 0)
