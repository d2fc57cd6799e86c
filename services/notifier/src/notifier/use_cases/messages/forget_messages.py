"""Forgetting what was written: some days after a message is closed its words are gone."""

from datetime import timedelta

import structlog

from goodword.errors import TransientError
from notifier.db import messages
from notifier.use_cases.messages.mailroom import Mailroom

AT_ONCE = 1000

log = structlog.get_logger()


async def forget_messages(mailroom: Mailroom, *, keep_days: int) -> int:
    """Forget the words of all messages that are old enough, wherever they are; how many there
    were."""
    forgotten = 0
    while True:
        async with mailroom.db.begin() as session:
            now = await messages.forget(session, keep_days=keep_days, at_most=AT_ONCE)
        forgotten += now
        if now < AT_ONCE:
            break
    await _prune(mailroom, timedelta(days=keep_days))
    return forgotten


async def _prune(mailroom: Mailroom, keep: timedelta) -> None:
    for channel in (mailroom.live_channel, mailroom.test_channel):
        try:
            await channel.prune(keep)
        except TransientError as error:
            log.warning("old mail stays until the next time", channel=channel.name, why=str(error))
