"""The loop that applies deliveries as they come."""

import asyncio
import random
from collections.abc import Mapping
from functools import partial

import structlog

from goodword.bus.signal import Signal
from goodword.database import Database, is_conflict
from goodword.process import pause
from goodword.seal import Hasher, Sealer
from referral_api.ports import Source
from referral_api.use_cases.deliveries.apply_deliveries import BATCH, apply_deliveries, may_pass

MIN_POLL_S, MAX_POLL_S = 0.02, 0.25
GATHER_S = 0.03
"""While deliveries come one after the other, so long more of them are waited for: a transaction
costs the same for one as for many."""

MAX_BACKOFF_S = 10.0

log = structlog.get_logger()


class Applier:
    """Several may run at once, here and in other processes: none takes what another holds."""

    def __init__(
        self,
        db: Database,
        sources: Mapping[str, Source],
        keys: tuple[Hasher, Sealer],
        arrived: Signal,
    ) -> None:
        self._work = partial(apply_deliveries, db, sources=sources, hasher=keys[0], sealer=keys[1])
        self._arrived = arrived

    async def run(self, stop: asyncio.Event) -> None:
        """Apply until `stop` is set; a database that is away is waited for."""
        poll_s, failures = MIN_POLL_S, 0
        while not stop.is_set():
            try:
                count = await self._work()
            except Exception as error:
                if not may_pass(error):
                    raise
                failures += 1
                await pause(stop, self._backoff_s(error, failures))
                continue
            failures = 0
            poll_s = MIN_POLL_S if count else min(poll_s * 2, MAX_POLL_S)
            if count == 0:
                await self._arrived.wait(poll_s)
            elif count < BATCH:
                await pause(stop, GATHER_S)

    def _backoff_s(self, error: Exception, failures: int) -> float:
        if is_conflict(error):
            return float(random.uniform(0, 0.02 * failures))  # noqa: S311 jitter, not secrecy
        log.warning("deliveries wait for the database", error=type(error).__name__)
        return min(0.1 * 2.0 ** min(failures, 10), MAX_BACKOFF_S)
