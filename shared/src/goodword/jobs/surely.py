"""Doing something although the database may be away: again and again, with backoff, for ever."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from goodword.database import is_retryable
from goodword.errors import GoodwordError
from goodword.observability import Watch
from goodword.process import pause

FIRST_BACKOFF_S = 0.1
MAX_BACKOFF_S = 30.0

T = TypeVar("T")

log = structlog.get_logger()


def is_worlds(error: Exception) -> bool:
    """True where a transaction failed for no fault of its own, so that it is simply repeated."""
    return not isinstance(error, GoodwordError) and is_retryable(error)


@dataclass(frozen=True, slots=True)
class Persistence:
    """Perseveres for one part of a runner, which is not well while it has to.

    `good_for_s` is how long the part's word counts, if it is to be given anew.
    """

    part: str
    watch: Watch
    stop: asyncio.Event
    good_for_s: float | None = None

    async def surely(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """What `work` returns. None where it failed once more after we were told to stop."""
        backoff_s = FIRST_BACKOFF_S
        while True:
            try:
                done = await work()
            except Exception as error:
                if not is_worlds(error):
                    raise
                log.warning("the database fails, trying again", part=self.part, error=repr(error))
                self.watch.health.say(self.part, False, f"the database fails: {error!r}"[:300])
                if await pause(self.stop, random.uniform(backoff_s / 2, backoff_s)):  # noqa: S311 - jitter
                    return None
                backoff_s = min(backoff_s * 2, MAX_BACKOFF_S)
            else:
                self.watch.health.say(self.part, True, good_for_s=self.good_for_s)
                return done
