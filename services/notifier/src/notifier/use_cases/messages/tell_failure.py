"""A reward failed: tell the business, and whoever it is for where that helps."""

from collections.abc import Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, RewardFailed
from notifier.db.messages import Opening
from notifier.domain import reward_letter
from notifier.domain.reward_letter import ALERT
from notifier.use_cases.messages.open_messages import open_messages


async def tell_failure(batch: Sequence[Envelope[RewardFailed]], *, session: AsyncSession) -> None:
    """Open one letter to the business for each failure, and one to its beneficiary if they can do
    something about it."""
    openings = [opening for envelope in batch for opening in _openings(envelope)]
    await open_messages(openings, session=session)


def _openings(envelope: Envelope[RewardFailed]) -> Iterator[Opening]:
    person_id = envelope.event.beneficiary_id
    if person_id is None:
        return
    facts = {
        ALERT: reward_letter.alert_of(envelope.event),
        "reward_failed": reward_letter.of_failed(envelope.event),
    }
    for kind, about in facts.items():
        if about is not None:
            yield Opening(
                business_id=envelope.business_id,
                person_id=person_id,
                kind=kind,
                cause_id=envelope.id,
                facts=about,
            )
