"""What keeps jobs in shape: leases that ran out, counts for the metrics, old jobs dropped."""

import structlog
from sqlalchemy import text

from goodword import ids
from goodword.database import Database
from goodword.jobs.kinds import Kinds, Outside
from goodword.observability import Watch

KEEP_DAYS = 100
"""Longer than the inbox knows an event, so that no repeat finds its occasion forgotten."""

AT_ONCE = 1000

_REAP = text("""
    select * from reap_jobs(cast(:retry as text[]), cast(:unknown as text[]), :at_most)
""")
_COUNT = text("select * from count_jobs(cast(:kinds as text[]))")
_PRUNE = text("select prune_jobs(:keep_days, :at_most)")

log = structlog.get_logger()


class Upkeep:
    """The upkeep of one service's jobs; every process of it may do it at the same time."""

    def __init__(self, db: Database, kinds: Kinds, watch: Watch) -> None:
        outside = {kind: one for kind, one in kinds.items() if isinstance(one, Outside)}
        self._db = db
        self._kinds = list(kinds)
        self._retry = [kind for kind, one in outside.items() if one.lost == "retry"]
        self._unknown = [kind for kind, one in outside.items() if one.lost == "unknown"]
        self._metrics = watch.metrics
        self._shown: set[tuple[str, str]] = set()

    async def reap(self) -> None:
        """Take jobs from whoever let the lease run out: again later, dead, or (money) unknown."""
        async with self._db.begin() as session:
            what = {"retry": self._retry, "unknown": self._unknown, "at_most": AT_ONCE}
            rows = (await session.execute(_REAP, what)).all()
        for row in rows:
            end = "again" if row.state == "ready" else row.state
            self._metrics.job_outcomes.labels(row.kind, end).inc()
            job_id = ids.show("job", row.id)
            log.error("the lease of a job ran out", job_kind=row.kind, end=end, job_id=job_id)

    async def measure(self) -> None:
        """Show how many jobs are due, running, dead and unknown."""
        async with self._db.begin() as session:
            rows = (await session.execute(_COUNT, {"kinds": self._kinds})).all()
        counts = {(row.kind, row.state): row.jobs for row in rows}
        for kind, state in self._shown - counts.keys():
            self._metrics.jobs.labels(kind, state).set(0)
        for (kind, state), jobs in counts.items():
            self._metrics.jobs.labels(kind, state).set(jobs)
        self._shown |= counts.keys()

    async def prune(self) -> None:
        """Drop what was done or discarded long ago; what is dead or unknown stays."""
        pruned = AT_ONCE
        while pruned == AT_ONCE:
            async with self._db.begin() as session:
                what = {"keep_days": KEEP_DAYS, "at_most": AT_ONCE}
                pruned = await session.scalar(_PRUNE, what) or 0
