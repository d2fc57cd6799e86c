"""Writing down how an attempt ended, unless the job is no longer ours to close."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs.job import Job
from goodword.jobs.outcome import Outcome

_CLOSE = text("""
    update job set state = cast(:state as text), attempts = :attempts, last_error = :error,
        lease_until = null, leased_by = null,
        finished_at = case when cast(:state as text) <> 'ready' then now() end,
        run_at = case when cast(:state as text) <> 'ready' then run_at
            else now() + greatest(job_backoff(:attempts), make_interval(secs => :wait_s)) end
    where business_id = :business_id and id = :id
      and state = :was and attempts = :attempts_before
      and leased_by is not distinct from cast(:leased_by as text)
    returning id
""")
_STATES = {"done": "done", "again": "ready", "dead": "dead", "unknown": "unknown"}


async def close(
    session: AsyncSession, job: Job, outcome: Outcome, *, leased_by: str | None
) -> bool:
    """Close a job that was leased by `leased_by`, or that this very transaction claimed (None).

    False, and nothing is written, where somebody else has it by now: our lease ran out.
    """
    closed: UUID | None = await session.scalar(
        _CLOSE,
        {
            "business_id": job.business_id,
            "id": job.id,
            "was": "running" if leased_by else "ready",
            "attempts_before": job.attempts if leased_by else job.attempts - 1,
            "leased_by": leased_by,
            "state": _STATES[outcome.end],
            "attempts": job.attempts,
            "error": outcome.error,
            "wait_s": outcome.wait_s,
        },
    )
    return closed is not None
