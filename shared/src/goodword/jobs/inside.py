"""Jobs whose effect is in our database: claimed, done and closed in one transaction."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import Database, scope
from goodword.jobs.closing import close
from goodword.jobs.job import COLUMNS, Job, read_job
from goodword.jobs.kinds import Inside
from goodword.jobs.outcome import outcome_of
from goodword.jobs.surely import is_worlds
from goodword.jobs.working import names, working
from goodword.observability import Watch

_TAKE = text(f"select {COLUMNS} from take_jobs(:kind, :at_most)")  # noqa: S608  # no input
_DONE = text("""
    update job set state = 'done', attempts = attempts + 1, last_error = null, finished_at = now()
    where (business_id, id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])))
""")

log = structlog.get_logger()


class InsideWork:
    """Does the due jobs of one kind."""

    def __init__(self, db: Database, kind: str, inside: Inside, watch: Watch) -> None:
        self._db = db
        self._kind = kind
        self._inside = inside
        self._metrics = watch.metrics

    async def do_batch(self) -> int:
        """Do the next jobs; how many there were. Errors of the world are raised, nothing is done.

        Where the batch fails on data or code it is done job by job, and what fails alone waits for
        its next try, or is dead.
        """
        try:
            async with self._db.begin() as session:
                batch = await self._take(session)
                if batch:
                    await self._do(session, batch)
                return len(batch)
        except Exception as error:
            if is_worlds(error):
                raise
            log.info("jobs are done one by one", job_kind=self._kind, error=repr(error)[:300])
        async with self._db.begin() as session:
            batch = await self._take(session)
            for job in batch:
                await self._do_alone(session, job)
            return len(batch)

    async def _take(self, session: AsyncSession) -> list[Job]:
        what = {"kind": self._kind, "at_most": self._inside.batch}
        rows = (await session.execute(_TAKE, what)).all()
        lateness = self._metrics.job_lateness.labels(self._kind)
        after_commit = session.info["after_commit"]
        after_commit.extend(partial(lateness.observe, row.late_s) for row in rows)
        return [read_job(row, attempts=row.attempts + 1) for row in rows]

    async def _do(self, session: AsyncSession, batch: Sequence[Job]) -> None:
        businesses = {job.business_id for job in batch}
        await scope(session, businesses)
        with working(batch):
            await self._inside.handle(batch, session=session)
        await scope(session, businesses)  # the handler may have narrowed it
        await session.execute(_DONE, _keys(batch))
        self._count(session, "done", len(batch))

    async def _do_alone(self, session: AsyncSession, job: Job) -> None:
        try:
            async with session.begin_nested():
                await self._do(session, [job])
        except Exception as error:
            if is_worlds(error):
                raise
            outcome = outcome_of(error, job, lost="retry")
            await scope(session, {job.business_id})
            await close(session, job, outcome, leased_by=None)
            self._count(session, outcome.end, 1)
            log.exception("job failed", end=outcome.end, attempts=job.attempts, **names([job]))

    def _count(self, session: AsyncSession, end: str, jobs: int) -> None:
        counter = self._metrics.job_outcomes.labels(self._kind, end)
        session.info["after_commit"].append(partial(counter.inc, jobs))


def _keys(batch: Sequence[Job]) -> dict[str, list[UUID]]:
    return {"businesses": [job.business_id for job in batch], "ids": [job.id for job in batch]}
