"""Nothing is to be asked any more: the introduction is there, or will never be."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import (
    Envelope,
    Event,
    IntroductionDeclined,
    IntroductionMade,
    ReferralContacted,
    ReferralExpired,
    ReferralLost,
    ReferralQualified,
    ReferralWithdrawn,
)
from notifier.db.introductions import Heard, Key, hear
from notifier.use_cases.introductions.cancel_letters import cancel_letters

ENDS: Final[Mapping[type[Event], str]] = {
    IntroductionMade: "introduction_made",
    IntroductionDeclined: "introduction_declined",
    ReferralContacted: "referral_contacted",
    ReferralQualified: "referral_qualified",
    ReferralLost: "referral_lost",
    ReferralExpired: "referral_expired",
    ReferralWithdrawn: "referral_withdrawn",
}
"""What ends an introduction that was asked for, and why its letters are not sent then."""


async def end_introductions(batch: Sequence[Envelope[Event]], *, session: AsyncSession) -> None:
    """Cancel the letters that were not sent yet, and let none be opened."""
    heard = await hear(session, [_heard(one) for one in batch])
    newest = {_key(one): ENDS[type(one.event)] for one in sorted(batch, key=lambda one: one.seq)}
    await cancel_letters(heard, newest, session=session)


def _key(one: Envelope[Any]) -> Key:
    return one.business_id, one.event.referral_id


def _heard(one: Envelope[Any]) -> Heard:
    ended = ENDS[type(one.event)]
    return Heard(
        business_id=one.business_id,
        referral_id=one.event.referral_id,
        seq=one.seq,
        ended=ended,
    )
