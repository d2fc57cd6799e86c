"""Jobs whose effect is elsewhere, in three beats, each committed: lease, call, close.

Whoever dies, hangs or is frozen between the beats leaves a lease that runs out. A job is closed
only by whoever holds its lease, so that a zombie cannot end what is somebody else's by now.
"""

import asyncio
import itertools
import os
import secrets
import socket
from dataclasses import dataclass

import structlog
from sqlalchemy import text

from goodword.database import Database
from goodword.errors import TransientError
from goodword.jobs.closing import close
from goodword.jobs.job import COLUMNS, Job, read_job
from goodword.jobs.kinds import Outside
from goodword.jobs.outcome import DONE, Outcome, outcome_of
from goodword.jobs.working import names, working
from goodword.observability import Watch

_LEASE = text(
    f"select {COLUMNS} from lease_jobs(:kind, :at_most, :runner, :lease_s)"  # noqa: S608  # no input
)
_GIVE_BACK = text("select give_back_jobs(:runner)")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Leased:
    """A job that is ours until its lease runs out."""

    job: Job
    leased_by: str


class Leases:
    """Leases jobs to this process and closes them."""

    def __init__(self, db: Database, watch: Watch) -> None:
        self._db = db
        self._metrics = watch.metrics
        self._name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._numbers = itertools.count(1)
        self._doubtful: set[str] = set()

    async def take(self, kind: str, outside: Outside, at_most: int) -> list[Leased]:
        """Up to `at_most` due jobs of a kind, committed as leased before anything is called."""
        await self._give_back()
        runner = f"{self._name}:{next(self._numbers)}"
        what = {"kind": kind, "at_most": at_most, "runner": runner, "lease_s": outside.lease_s}
        self._doubtful.add(runner)
        async with self._db.begin() as session:
            rows = (await session.execute(_LEASE, what)).all()
        self._doubtful.discard(runner)
        for row in rows:
            self._metrics.job_lateness.labels(kind).observe(row.late_s)
        return [Leased(read_job(row, attempts=row.attempts), runner) for row in rows]

    async def _give_back(self) -> None:
        """A commit whose answer was lost may have leased jobs that nobody will ever call."""
        for runner in list(self._doubtful):
            async with self._db.begin() as session:
                await session.execute(_GIVE_BACK, {"runner": runner})
            self._doubtful.discard(runner)

    async def close(self, leased: Leased, outcome: Outcome) -> None:
        """Write down how the call ended, if the job is still ours."""
        job = leased.job
        async with self._db.begin([job.business_id]) as session:
            ours = await close(session, job, outcome, leased_by=leased.leased_by)
        if ours:
            self._metrics.job_outcomes.labels(job.kind, outcome.end).inc()
            return
        log.warning("the lease ran out before the job ended", end=outcome.end, **names([job]))


async def call(leased: Leased, outside: Outside) -> Outcome:
    """Make the call of a leased job; how it ended."""
    with working([leased.job]):
        try:
            async with asyncio.timeout(outside.timeout_s):
                await outside.call(leased.job)
        except Exception as error:
            outcome = outcome_of(error, leased.job, outside.lost)
            say = log.info if isinstance(error, TransientError) else log.exception
            say("job failed", end=outcome.end, attempts=leased.job.attempts, error=outcome.error)
            return outcome
    return DONE
