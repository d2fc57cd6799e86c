"""An introduction that was asked for has not come: remind, then offer the letter (R-INT-04)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs import Job
from notifier.db.introductions import Key, introductions_of
from notifier.db.messages import Opening
from notifier.domain.introductions.letter import REMINDERS, IntroductionFacts
from notifier.use_cases.messages.open_messages import open_messages


async def remind_referrers(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Open the letter of each job whose request is still the newest of its referral, and not over:
    one of each step for ever."""
    about = {job.id: _key(job) for job in jobs}
    known = await introductions_of(session, set(about.values()), lock=True)
    due = [job for job in jobs if _is_open(known.get(about[job.id]), job)]
    await open_messages([_letter(job) for job in due], session=session)


def _key(job: Job) -> Key:
    return job.business_id, _facts(job).referral


def _facts(job: Job) -> IntroductionFacts:
    return IntroductionFacts.model_validate(job.payload["facts"])


def _is_open(row: Any, job: Job) -> bool:
    request = UUID(job.payload["request"])
    return row is not None and row.ended is None and row.request_id == request


def _letter(job: Job) -> Opening:
    return Opening(
        business_id=job.business_id,
        person_id=UUID(job.payload["referrer"]),
        kind=REMINDERS[job.payload["step"]],
        cause_id=UUID(job.payload["request"]),
        facts=_facts(job),
    )
