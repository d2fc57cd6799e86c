"""Participants as referral-api tells them: when the written terms reached a referrer."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.events import Envelope, ParticipantChanged
from rewards_worker.db.rewards.locked_rewards import businesses_holding
from rewards_worker.use_cases.rewards.timers import decide_again_job


async def apply_participants(
    batch: Sequence[Envelope[ParticipantChanged]], *, session: AsyncSession
) -> None:
    """Decide again what was held for want of terms, once they have them. Nothing is copied: a sale
    carries when its referrer got them."""
    told = [one.event for one in batch if one.event.terms_sent_at is not None]
    holding = await businesses_holding(session, {one.business_id for one in told}) if told else ()
    again = [
        decide_again_job(
            one.business_id,
            f"terms:{ids.show('prt', one.participant_id)}:{one.version}",
            terms={
                "person_id": str(one.person_id),
                "program_id": str(one.program_id),
                "terms_sent_at": one.terms_sent_at.isoformat(),
            },
        )
        for one in told
        if one.business_id in holding and one.terms_sent_at is not None
    ]
    await jobs.add(session, again)
