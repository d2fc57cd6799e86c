"""Channel `console`: mail to nobody, shown on the terminal and kept as files. For development: what
it shows and keeps is the whole mail, gift codes included."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final, TypeVar

from goodword.errors import TransientError
from goodword.letters.plain import one_line
from notifier.channels.mime import checked_message_id, compose
from notifier.ports import ChannelName, Mail, Sent

MAX_LINES = 40
"""How much of a mail's text is shown."""

T = TypeVar("T")

_RULE = "─" * 72


class ConsoleChannel:
    """Prints each mail, and keeps it as `folder/<Message-ID>.eml` where a folder is given. A mail
    that is sent again is kept and shown once."""

    name: Final[ChannelName] = "console"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @classmethod
    def at(cls, folder: str) -> "ConsoleChannel":
        """Keeping mail in `folder`; an empty one keeps none."""
        return cls(Path(folder) if folder else None)

    async def send(self, mail: Mail) -> Sent:
        """Show and keep `mail`; TransientError where the folder cannot be written."""
        content = compose(mail).as_bytes()
        if self._folder is None:
            _show(mail, kept=None)
            return Sent("shown")
        path = self._path(self._folder, mail.message_id)
        if await _on_disk(lambda: _keep(path, content), "kept"):
            _show(mail, kept=path)
        return Sent(f"kept as {path.name}")

    async def check(self) -> None:
        """A terminal is always there, and a folder is made when it is needed."""

    async def forget(self, message_id: str) -> None:
        """Remove the mail's file; TransientError where the folder cannot be written."""
        if self._folder is not None:
            path = self._path(self._folder, message_id)
            await _on_disk(lambda: path.unlink(missing_ok=True), "removed")

    async def prune(self, keep: timedelta) -> int:
        """Remove the files of mail that was kept longer ago; how many."""
        folder = self._folder
        if folder is None:
            return 0
        before = time.time() - keep.total_seconds()
        return await _on_disk(lambda: _prune(folder, before), "removed")

    @staticmethod
    def _path(folder: Path, message_id: str) -> Path:
        return folder / f"{checked_message_id(message_id)}.eml"


async def _on_disk(work: Callable[[], T], done: str) -> T:
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        raise TransientError(f"the mail cannot be {done}: {error.strerror}") from error


def _prune(folder: Path, before: float) -> int:
    old = [path for path in folder.glob("*.eml") if path.stat().st_mtime < before]
    # What somebody began to write and died over; nobody writes for a day.
    old += [path for path in folder.glob(".*.part") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _keep(path: Path, content: bytes) -> bool:
    """Write `content` whole or not at all; False where it is there already."""
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise
    return True


def _show(mail: Mail, *, kept: Path | None) -> None:
    shown = [one_line(line) for line in mail.text.splitlines()[:MAX_LINES]]
    head = [
        _RULE,
        f"Mail to  {one_line(mail.to_name or '')} <{one_line(mail.to_address)}>",
        f"From     {one_line(mail.from_name)} <{one_line(mail.from_address)}>",
        f"Subject  {one_line(mail.subject)}",
        *([f"Kept as  {kept}"] if kept else []),
        "",
    ]
    block = "\n".join([*head, *shown, _RULE]) + "\n"
    # A terminal that does not know a letter shows "?"; one write, so that mails do not mix.
    encoding = sys.stdout.encoding
    sys.stdout.write(block.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()
