"""Businesses as referral-api tells them, and the clocks of those in test mode."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.bus import Said, say, wake
from goodword.events import BusinessChanged, ClockApplied, Envelope
from notifier.db import state
from notifier.use_cases.asks.plan_nights import plan_nights
from notifier.use_cases.state.wake_letters import wake_all_letters


async def apply_businesses(
    batch: Sequence[Envelope[BusinessChanged]], *, session: AsyncSession
) -> None:
    """Copy what is newer, move the timers of test businesses, say that their clock is ours, and
    look again at letters that wait where the hours of mail changed."""
    newest = _newest(batch)
    before = await state.businesses(session, [one.business_id for one in newest])
    saved = await state.save_businesses(session, newest)
    in_test = [one for one in saved if one.mode == "test"]
    for one in in_test:
        await jobs.advance(session, one.business_id, one.clock_offset_s)
    await plan_nights([one.business_id for one in saved], session=session)
    await wake_all_letters(before, session=session)
    await say(session, [_applied(session, one) for one in in_test])
    await wake(session, [f"business:{ids.show('biz', one.business_id)}" for one in saved])


def _newest(batch: Sequence[Envelope[BusinessChanged]]) -> list[BusinessChanged]:
    newest: dict[UUID, BusinessChanged] = {}
    for event in (envelope.event for envelope in batch):
        known = newest.get(event.business_id)
        if known is None or event.version > known.version:
            newest[event.business_id] = event
    return list(newest.values())


def _applied(session: AsyncSession, saved: state.SavedBusiness) -> Said:
    applied = ClockApplied(
        business_id=saved.business_id,
        service=session.info["service"],
        offset_s=saved.clock_offset_s,
    )
    return Said(applied, saved.seq, saved.last_tx)
