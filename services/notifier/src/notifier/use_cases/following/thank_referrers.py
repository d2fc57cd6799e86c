"""Whoever refers somebody by name is thanked within a day, whatever comes of it (R-THX-01), and
gets a card at the end of the year (R-THX-02)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, TypeAlias
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.events import Envelope, IntroductionMade, ReferralCreated, ReferralNamed
from goodword.tasks import NewTask, open_tasks
from notifier.db import state
from notifier.domain.following.cards import card_of
from notifier.use_cases.following.plan_cards import card_job
from notifier.use_cases.following.reps import reps_of
from notifier.use_cases.messages.open_messages import check_seen

Referred: TypeAlias = ReferralCreated | ReferralNamed | IntroductionMade

THANK_REFERRER: Final = "thank_referrer"
"""The task of thanking somebody for a referral."""

WITHIN: Final = timedelta(hours=24)


async def thank_referrers(batch: Sequence[Envelope[Referred]], *, session: AsyncSession) -> None:
    """Open a task for each referral of somebody who may be named, once for ever, and plan the card;
    of a mere lead, such as a code that was used, nobody thanks by hand. StateUnseenError where
    business or referrer are unknown yet."""
    named = [one for one in batch if one.event.referral_class != "passive_lead"]
    await check_seen(session, [(one.business_id, one.event.referrer_id, one.id) for one in named])
    reps = await reps_of(named, session)
    known = await state.businesses(session, {one.business_id for one in named})
    await open_tasks(session, [_task(one.event, reps[one.id]) for one in named])
    cards = [
        card_job(one.event, card_of(one.event.reached_at, known[one.business_id])) for one in named
    ]
    await jobs.add(session, cards)


def _task(event: Referred, rep_id: UUID | None) -> NewTask:
    shown = ids.show("ref", event.referral_id)
    return NewTask(
        business_id=event.business_id,
        kind=THANK_REFERRER,
        occasion=shown,
        subjects=(shown, ids.show("per", event.referrer_id)),
        assignee_id=rep_id,
        due_at=event.reached_at + WITHIN,
    )
