"""Forgetting what was written: 30 days after a message is closed its words are gone."""

from goodword.database import Database
from notifier.db import messages

KEEP_DAYS = 30
AT_ONCE = 1000


async def forget_messages(db: Database) -> int:
    """Forget the words of all messages that are old enough; how many there were."""
    forgotten = 0
    while True:
        async with db.begin() as session:
            now = await messages.forget(session, keep_days=KEEP_DAYS, at_most=AT_ONCE)
        forgotten += now
        if now < AT_ONCE:
            return forgotten
