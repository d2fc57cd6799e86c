"""Not more requests than a provider takes, so that none of them is refused for it."""

import asyncio

from goodword.errors import TransientError

PER_SECOND = 10.0
"""Tremendous takes ten requests a second of one account."""

MAX_QUEUE_S = 5.0
"""Longer than that nobody waits in line: a job has its lease to keep."""


class Pace:
    """Lets one through every tenth of a second, in this process; others' calls show as 429."""

    def __init__(self, per_second: float = PER_SECOND) -> None:
        self._gap_s = 1 / per_second
        self._next_at = 0.0

    async def turn(self) -> None:
        """Wait for our turn; TransientError where that takes too long, or we were asked to stop."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._next_at)
        if at - now > MAX_QUEUE_S:
            raise TransientError("too many requests at once", retry_after_s=at - now)
        self._next_at = at + self._gap_s
        await asyncio.sleep(at - now)

    def stop_for(self, seconds: float) -> None:
        """The provider asked for a pause."""
        self._next_at = max(self._next_at, asyncio.get_running_loop().time() + seconds)
