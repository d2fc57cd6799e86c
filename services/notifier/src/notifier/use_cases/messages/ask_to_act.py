"""A reward cannot be handed over before its beneficiary has done something: ask them to."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, RewardNeedsAction
from notifier.db.messages import Opening
from notifier.domain import reward_letter
from notifier.use_cases.messages.open_messages import open_messages


async def ask_to_act(
    batch: Sequence[Envelope[RewardNeedsAction]], *, session: AsyncSession
) -> None:
    """Open one request for each reward whose beneficiary can do something about it."""
    openings = [
        Opening(
            business_id=envelope.business_id,
            person_id=person_id,
            kind="reward_choice" if facts.choosing else "reward_needs_action",
            cause_id=envelope.id,
            facts=facts,
        )
        for envelope in batch
        if (person_id := envelope.event.beneficiary_id)
        and (facts := reward_letter.of_needs_action(envelope.event))
    ]
    await open_messages(openings, session=session)
