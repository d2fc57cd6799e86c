"""An introduction is asked of a referrer: write to them, and remind them if none comes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.events import Envelope, IntroductionRequested
from goodword.jobs import NewJob
from notifier.db.introductions import Heard, hear
from notifier.db.messages import Opening
from notifier.domain.introductions.letter import REQUEST, IntroductionFacts, Step
from notifier.use_cases.messages.open_messages import check_seen, open_messages

REMIND = "remind_introduction"
"""The kind of job that reminds of an introduction."""


async def request_introductions(
    batch: Sequence[Envelope[IntroductionRequested]], *, session: AsyncSession
) -> None:
    """Open the letter that asks, and a job for each of the two that may follow (R-INT-04); of what
    is over by now, none. StateUnseenError where we cannot know whom to write about."""
    await check_seen(session, [each for one in batch for each in _people(one)])
    heard = await hear(session, [_heard(one) for one in batch])
    open_ones = [one for one in batch if heard.get(_key(one)) == one.id]
    await open_messages([_letter(one) for one in open_ones], session=session)
    await jobs.add(session, [job for one in open_ones for job in _reminders(one)])


def _people(one: Envelope[IntroductionRequested]) -> list[tuple[UUID, UUID | None, UUID]]:
    told = (one.event.referrer_id, one.event.prospect_id, one.event.rep_id)
    return [(one.business_id, who, one.id) for who in told if who is not None]


def _key(one: Envelope[IntroductionRequested]) -> tuple[UUID, UUID]:
    return one.business_id, one.event.referral_id


def _heard(one: Envelope[IntroductionRequested]) -> Heard:
    return Heard(
        business_id=one.business_id,
        referral_id=one.event.referral_id,
        seq=one.seq,
        request_id=one.id,
        referrer_id=one.event.referrer_id,
        prospect_id=one.event.prospect_id,
    )


def _letter(one: Envelope[IntroductionRequested]) -> Opening:
    return Opening(
        business_id=one.business_id,
        person_id=one.event.referrer_id,
        kind=REQUEST,
        cause_id=one.id,
        facts=IntroductionFacts.of(one.event),
    )


def _reminders(one: Envelope[IntroductionRequested]) -> list[NewJob]:
    asked = one.event
    steps: dict[Step, tuple[datetime, datetime]] = {
        "reminder": (asked.requested_at, asked.reminder_at),
        "draft": (asked.reminder_at, asked.draft_at),
    }
    facts = IntroductionFacts.of(one.event).model_dump(mode="json")
    return [
        NewJob(
            business_id=one.business_id,
            kind=REMIND,
            dedupe_key=f"{REMIND}:{ids.show('evt', one.id)}:{step}",
            payload={
                "request": str(one.id),
                "referrer": str(one.event.referrer_id),
                "step": step,
                "facts": facts,
                "gap_s": int((at - before).total_seconds()),
            },
            run_at=at,
        )
        for step, (before, at) in steps.items()
    ]
