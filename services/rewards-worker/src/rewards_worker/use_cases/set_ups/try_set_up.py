"""Trying a provider with something harmless, and saying what came of it."""

from goodword.errors import PermanentError, TransientError
from goodword.jobs import Job
from goodword.setups import Known, kind_of, name_of, note_check
from rewards_worker.ports import UnknownOutcomeError
from rewards_worker.use_cases.payouts.desk import Desk


async def try_set_up(job: Job, *, desk: Desk) -> None:
    """Say whether the set-up as it is now works; one that is gone meanwhile is not tried."""
    name = name_of(job.payload["kind"])
    async with desk.db.begin([job.business_id]) as session:
        known = (await desk.set_ups.of(session, [job.business_id]))[job.business_id]
    if name not in known.versions:
        return
    errors = await _try(job, name, known, desk)
    key = job.business_id, kind_of("provider", name), known.versions[name]
    async with desk.db.begin([job.business_id]) as session:
        await note_check(key, errors, session=session, asked=True)


async def _try(job: Job, name: str, known: Known, desk: Desk) -> tuple[str, ...]:
    try:
        await desk.open(job.business_id, name, known).provider.check()
    except (PermanentError, TransientError, UnknownOutcomeError) as error:
        return (str(error),)
    return ()
