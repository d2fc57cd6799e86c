"""What `goodword doctor` says of the way that mail goes out."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

from goodword.database import Database
from goodword.doctor import Finding
from goodword.errors import TransientError
from notifier.ports import Channel


async def look_at_mail(
    channel: Channel, target: str, mail_from: str, db: Database
) -> AsyncIterator[Finding]:
    """Greets the mail server and logs in there, as each mail does; sends nothing."""
    if channel.name == "console":
        if target and not _may_write(target):
            yield Finding("mail_folder_closed", db.service, f"No mail can be kept in {target}.")
        return
    if mail_from.endswith("@localhost"):
        sentence = f"Mail of a business without a sender of its own is from {mail_from}."
        yield Finding("mail_from_nowhere", db.service, sentence)
    try:
        await channel.check()
    except TransientError as error:
        yield Finding("mail_server_refuses", db.service, f"Mail cannot go out: {error}.")


def _may_write(target: str) -> bool:
    """Whether it is a folder that we may write, or can be made where there is none."""
    folder = Path(target).absolute()
    while not folder.exists():
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
