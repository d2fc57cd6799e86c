"""Forgetting what was written: some days after a message is closed its words are gone."""

from datetime import timedelta
from functools import partial

import structlog

from goodword.database import bit_by_bit
from goodword.errors import TransientError
from notifier.db import messages
from notifier.use_cases.messages.mailroom import Mailroom

AT_ONCE = 1000

log = structlog.get_logger()


async def forget_messages(mailroom: Mailroom, *, keep_days: int) -> int:
    """Forget the words of all messages that are old enough, wherever they are; how many there
    were."""
    work = partial(messages.forget, keep_days=keep_days, at_most=AT_ONCE)
    forgotten = await bit_by_bit(mailroom.db, work, AT_ONCE)
    await _prune(mailroom, timedelta(days=keep_days))
    return forgotten


async def _prune(mailroom: Mailroom, keep: timedelta) -> None:
    for channel in (mailroom.live_channel, mailroom.test_channel):
        try:
            await channel.prune(keep)
        except TransientError as error:
            log.warning("old mail stays until the next time", channel=channel.name, why=str(error))
