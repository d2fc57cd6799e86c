"""When somebody is to get the card of a year."""

from typing import Final

from goodword import ids
from goodword.events import IntroductionMade, ReferralCreated, ReferralNamed
from goodword.jobs import NewJob
from notifier.domain.following.cards import Card

CARD: Final = "yearly_card"
"""The kind of job that asks for the card."""


def card_job(event: ReferralCreated | ReferralNamed | IntroductionMade, card: Card) -> NewJob:
    """One for each referrer and year, however many they refer."""
    shown = ids.show("per", event.referrer_id)
    return NewJob(
        business_id=event.business_id,
        kind=CARD,
        dedupe_key=f"{CARD}:{shown}:{card.year}",
        payload={"person_id": shown, "year": card.year, "due_at": card.due.isoformat()},
        run_at=card.opens,
    )
