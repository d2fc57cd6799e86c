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
from notifier.db.introductions import MADE, Heard, Key, hear
from notifier.use_cases.following.close_contacts import call_off_contacts, finish_contacts
from notifier.use_cases.following.contact_prospects import contact_prospects
from notifier.use_cases.following.thank_referrers import thank_referrers
from notifier.use_cases.introductions.cancel_letters import cancel_letters

ENDS: Final[Mapping[type[Event], str]] = {
    IntroductionMade: MADE,
    IntroductionDeclined: "introduction_declined",
    ReferralContacted: "referral_contacted",
    ReferralQualified: "referral_qualified",
    ReferralLost: "referral_lost",
    ReferralExpired: "referral_expired",
    ReferralWithdrawn: "referral_withdrawn",
}
"""What ends an introduction that was asked for, and why its letters are not sent then."""

IN_TOUCH: Final = (ReferralContacted, ReferralQualified)
"""Whoever says so got in touch with the prospect."""


async def end_introductions(batch: Sequence[Envelope[Event]], *, session: AsyncSession) -> None:
    """Cancel the letters that were not sent yet, and let none be opened. Whom to get in touch with
    since then is a task, or none any more. StateUnseenError as `contact_prospects`."""
    heard = await hear(session, [_heard(one) for one in batch])
    newest = {_key(one): ENDS[type(one.event)] for one in sorted(batch, key=lambda one: one.seq)}
    await cancel_letters(heard, newest, session=session)
    await thank_referrers(_made(batch), session=session)
    await _follow([one for one in batch if _key(one) in heard], session)


async def _follow(batch: Sequence[Envelope[Any]], session: AsyncSession) -> None:
    await contact_prospects(_made(batch), session=session)
    in_touch = (one for one in batch if isinstance(one.event, IN_TOUCH))
    await finish_contacts({_key(one): one.event.actor for one in in_touch}, session=session)
    for kind, why in ENDS.items():
        over = [_key(one) for one in batch if type(one.event) is kind]
        if kind not in (IntroductionMade, *IN_TOUCH):
            await call_off_contacts(over, why, session=session)


def _made(batch: Sequence[Envelope[Any]]) -> list[Envelope[IntroductionMade]]:
    return [one for one in batch if isinstance(one.event, IntroductionMade)]


def _key(one: Envelope[Any]) -> Key:
    return one.business_id, one.event.referral_id


def _heard(one: Envelope[Any]) -> Heard:
    made = one.event if isinstance(one.event, IntroductionMade) else None
    return Heard(
        business_id=one.business_id,
        referral_id=one.event.referral_id,
        seq=one.seq,
        referrer_id=made.referrer_id if made else None,
        prospect_id=made.prospect_id if made else None,
        ended=ENDS[type(one.event)],
    )
