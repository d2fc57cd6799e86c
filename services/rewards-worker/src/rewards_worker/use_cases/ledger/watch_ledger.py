"""The ledger is checked all the time, and readiness and numbers show what was found."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from prometheus_client import Gauge
from sqlalchemy import text

from goodword.database import Database, is_retryable
from goodword.observability import Watch
from goodword.process import pause
from rewards_worker.db.invariants import WAITING
from rewards_worker.use_cases.ledger.check_ledger import Report, check_ledger

CHECK_EVERY_S = 300.0
AGAIN_S = 20.0
"""How soon to look again where another process was checking: everybody shows what is wrong."""

TOO_OLD = timedelta(hours=24)
"""A payout whose end is not known for so long is somebody's to look at."""

_TRY = text("select pg_try_advisory_lock(hashtext('goodword ledger check'))")
_UNLOCK = text("select pg_advisory_unlock(hashtext('goodword ledger check'))")

log = structlog.get_logger()


class LedgerWatch:
    """Where the checks are shown."""

    def __init__(self, watch: Watch) -> None:
        self._health = watch.health
        self._broken = Gauge(
            "ledger_invariant_violations",
            "Places where the ledger does not balance; must be 0",
            registry=watch.registry,
        )
        self._waiting = Gauge(
            "payouts_for_a_person",
            "Payouts that only a person can settle",
            registry=watch.registry,
        )
        self._stuck = Gauge(
            "waiting_without_a_job",
            "Rewards and payouts that wait for a job which is not there; must be 0",
            registry=watch.registry,
        )
        self._oldest = Gauge(
            "payout_oldest_open_seconds",
            "How long the oldest payout has been open whose end is not known",
            registry=watch.registry,
        )

    def show(self, report: Report) -> None:
        """Show what was found. Only a whole check says that all is well, for a while."""
        stuck = [one for one in report.violations if one.invariant == WAITING]
        broken = [one for one in report.violations if one.invariant != WAITING]
        self._broken.set(len(broken))
        self._stuck.set(len(stuck))
        self._waiting.set(report.for_a_person)
        self._oldest.set(report.oldest_open.total_seconds())
        for violation in broken:
            log.error("the ledger does not balance", violation=str(violation))
        for violation in stuck:
            log.error("nothing moves on what waits", violation=str(violation))
        see = "see `goodword ledger check`"
        self._say("ledger", not broken, f"{len(broken)} violations; {see}", report)
        self._say("waiting", not stuck, f"{len(stuck)} wait for no job; {see}", report)
        waiting = f"{report.for_a_person} wait for a person; see `goodword payouts list`"
        self._say("payouts", report.for_a_person == 0, waiting, report)
        hours = int(report.oldest_open / timedelta(hours=1))
        old = f"one is open for {hours} hours: is its provider well, and are there funds?"
        self._say("open payouts", report.oldest_open <= TOO_OLD, old, report)

    def _say(self, name: str, ok: bool, detail: str, report: Report) -> None:
        if not ok or not report.unchecked:
            self._health.say(name, ok, detail, good_for_s=3 * CHECK_EVERY_S)


async def watch_ledger(db: Database, watch: Watch, stop: asyncio.Event) -> None:
    """Check the ledger at the start and every five minutes, and show what is wrong.

    After a quarter of an hour without a whole check readiness turns red.
    """
    shown = LedgerWatch(watch)
    while not stop.is_set():
        try:
            checked = await check_alone(db, shown)
        except Exception as error:
            if not is_retryable(error):
                raise
            log.warning("the ledger could not be checked", error=str(error))
            checked = False
        await pause(stop, CHECK_EVERY_S if checked else AGAIN_S)


async def check_alone(db: Database, shown: LedgerWatch) -> bool:
    """Check and show, unless another process is checking; whether it was done."""
    async with _alone(db) as alone:
        if alone:
            shown.show(await check_ledger(db))
        return alone


@asynccontextmanager
async def _alone(db: Database) -> AsyncIterator[bool]:
    """Whether no other process checks; then none does until the end of the block."""
    async with db.engine.connect() as connection:
        # Of the session, since a transaction that is idle for as long as a check takes is ended.
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        alone = bool(await connection.scalar(_TRY))
        try:
            yield alone
        finally:
            if alone:
                await connection.execute(_UNLOCK)
