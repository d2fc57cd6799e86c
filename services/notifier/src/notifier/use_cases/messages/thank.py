"""A reward is out: thank whoever got it, and hand over what we hand over ourselves."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, RewardIssued
from notifier.db.messages import Opening
from notifier.domain import reward_letter
from notifier.use_cases.messages.open_messages import open_messages


async def thank(batch: Sequence[Envelope[RewardIssued]], *, session: AsyncSession) -> None:
    """Open one thank-you for each reward that was issued."""
    openings = [
        Opening(
            business_id=envelope.business_id,
            person_id=person_id,
            kind="reward_thank_you",
            cause_id=envelope.id,
            facts=facts,
        )
        for envelope in batch
        if (person_id := envelope.event.beneficiary_id)
        and (facts := reward_letter.of_issued(envelope.event))
    ]
    await open_messages(openings, session=session)
