"""An introduction that was asked for has not come: remind, then offer the letter (R-INT-04)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, jobs
from goodword.jobs import Job, NewJob
from notifier.db.introductions import Key, introductions_of, near_of
from notifier.db.messages import Opening
from notifier.domain.introductions.letter import REMINDERS, IntroductionFacts
from notifier.use_cases.messages.open_messages import open_messages

ORDINARY_GAP_S: Final = 48 * 3600
"""Between the letters of a request, where its job does not say it."""
LEAST_GAP_S: Final = 3600.0
"""No two letters of a request are nearer to each other."""


async def remind_referrers(due: Sequence[Job], *, session: AsyncSession) -> None:
    """Open the letter of each job whose request is still the newest of its referral, and not over:
    one of each step for ever.

    None joins a letter of its request that has yet to go, or has just gone, as after a weekend or
    when nobody was here for days: two at once would be one too many. It is looked at again as much
    later as it was to follow on the one before.
    """
    about = {job.id: _key(job) for job in due}
    known = await introductions_of(session, set(about.values()), lock=True)
    wanted = [job for job in due if _is_open(known.get(about[job.id]), job)]
    taken = await near_of(session, {_request(job) for job in wanted}, LEAST_GAP_S)
    letters: list[Job] = []
    later: list[Job] = []
    for job in sorted(wanted, key=lambda one: list(REMINDERS).index(one.payload["step"])):
        (later if _request(job) in taken else letters).append(job)
        taken.add(_request(job))
    await open_messages([_letter(job) for job in letters], session=session)
    now = await clock.now_of(session, {job.business_id for job in later}) if later else {}
    await jobs.add(session, [_again(job, now[job.business_id]) for job in later])


def _key(job: Job) -> Key:
    return job.business_id, _facts(job).referral


def _request(job: Job) -> Key:
    return job.business_id, UUID(job.payload["request"])


def _facts(job: Job) -> IntroductionFacts:
    return IntroductionFacts.model_validate(job.payload["facts"])


def _is_open(row: Any, job: Job) -> bool:
    request = UUID(job.payload["request"])
    return row is not None and row.ended is None and row.request_id == request


def _again(job: Job, now: datetime) -> NewJob:
    gap_s = max(job.payload.get("gap_s", ORDINARY_GAP_S), LEAST_GAP_S)
    at = now + timedelta(seconds=gap_s)
    return NewJob(
        business_id=job.business_id,
        kind=job.kind,
        dedupe_key=f"{job.kind}:{job.payload['request']}:{job.payload['step']}:{at.isoformat()}",
        payload=job.payload,
        run_at=at,
    )


def _letter(job: Job) -> Opening:
    return Opening(
        business_id=job.business_id,
        person_id=UUID(job.payload["referrer"]),
        kind=REMINDERS[job.payload["step"]],
        cause_id=UUID(job.payload["request"]),
        facts=_facts(job),
    )
