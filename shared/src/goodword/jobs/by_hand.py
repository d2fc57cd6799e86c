"""What a human does about jobs: look, have one tried again, give one up."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.database import scope
from goodword.errors import Kind, RejectedError

_LIST = text("select * from list_jobs(cast(:states as text[]), cast(:kind as text), :at_most)")
_LOCK = text("select * from lock_job(cast(:id as uuid))")
_RETRY = text("""
    update job set state = 'ready', run_at = now(), finished_at = null,
        attempts = case state when 'dead' then 0 else attempts end
    where business_id = :business_id and id = :id
""")
_DISCARD = text("""
    update job set state = 'discarded', finished_at = now()
    where business_id = :business_id and id = :id
""")


async def list_jobs(
    session: AsyncSession, *, states: Sequence[str], kind: str | None, at_most: int
) -> Sequence[Row[Any]]:
    """Jobs of all businesses in these states, the latest first."""
    what = {"states": list(states), "kind": kind, "at_most": at_most}
    return (await session.execute(_LIST, what)).all()


async def show_job(session: AsyncSession, job_id: UUID) -> dict[str, Any]:
    """All that is kept of one job; RejectedError `job_not_found` where there is none."""
    return dict((await _locked(session, job_id))._mapping)


async def retry_job(session: AsyncSession, job_id: UUID) -> UUID:
    """Have a dead job tried again from the beginning, or one that waits for its next try, now;
    whose it is.

    RejectedError `job_not_retryable` for any other: what may have moved money is never repeated by
    hand, and a timer comes in its time.
    """
    job = await _locked(session, job_id)
    refusal = _why_not_retried(job)
    if refusal:
        raise RejectedError("job_not_retryable", refusal, kind=Kind.CONFLICT, current=job.state)
    await session.execute(_RETRY, {"business_id": job.business_id, "id": job.id})
    business_id: UUID = job.business_id
    return business_id


async def discard_job(session: AsyncSession, job_id: UUID) -> UUID:
    """Give a job up for good; whose it is. Its occasion stays known, so that it is not added again.

    RejectedError `job_not_discardable` where it runs or has ended.
    """
    job = await _locked(session, job_id)
    if job.state not in ("ready", "dead", "unknown"):
        detail = f"This job is {job.state}; it must be ready, dead or unknown to be given up."
        raise RejectedError("job_not_discardable", detail, kind=Kind.CONFLICT, current=job.state)
    await session.execute(_DISCARD, {"business_id": job.business_id, "id": job.id})
    business_id: UUID = job.business_id
    return business_id


def _why_not_retried(job: Row[Any]) -> str | None:
    if job.state == "unknown":
        return (
            "This job may have moved money, and nobody knows yet; sending it again could pay twice."
            " Reconciliation finds out and decides."
        )
    if job.state == "ready" and job.attempts == 0:
        return f"This job was not tried yet: it is due at {job.run_at:%Y-%m-%d %H:%M} UTC."
    if job.state not in ("ready", "dead"):
        return f"This job is {job.state}; it must be dead, or wait for its next try."
    return None


async def _locked(session: AsyncSession, job_id: UUID) -> Row[Any]:
    """The job, which until the end of the transaction nobody else moves, and its business seen."""
    job = (await session.execute(_LOCK, {"id": job_id})).one_or_none()
    if job is None:
        detail = f"There is no job {ids.show('job', job_id)} here."
        raise RejectedError("job_not_found", detail, kind=Kind.NOT_FOUND)
    await scope(session, [job.business_id])
    return job
