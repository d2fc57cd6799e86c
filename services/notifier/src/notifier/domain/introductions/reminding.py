"""That a referrer was reminded, once a letter that reminds is out."""

from datetime import datetime
from uuid import UUID

from goodword.events import Event, IntroductionReminded
from notifier.domain.introductions.letter import IntroductionFacts, step_of
from notifier.domain.message import Message


def reminded(message: Message, person_id: UUID, at: datetime) -> list[Event]:
    """The fact of a letter that was sent to this person `at` a time of the business's clock; none
    of the request itself."""
    step = step_of(message.kind)
    if step is None or message.facts is None:
        return []
    return [
        IntroductionReminded(
            business_id=message.business_id,
            referral_id=IntroductionFacts.model_validate(message.facts).referral,
            person_id=person_id,
            step=step,
            message_id=message.id,
            reminded_at=at,
        )
    ]
