"""Businesses as referral-api tells them, and the clocks of those in test mode."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.bus import Said, say, wake
from goodword.events import BusinessChanged, ClockApplied, Envelope
from rewards_worker.db import state
from rewards_worker.db.rewards.locked_rewards import businesses_holding
from rewards_worker.use_cases.rewards.timers import decide_again_job


async def apply_businesses(
    batch: Sequence[Envelope[BusinessChanged]], *, session: AsyncSession
) -> None:
    """Copy what is newer, move the timers of test businesses, and say that their clock is ours.

    What the rules hold is decided again: a business of another industry is under another law.
    """
    newest = {envelope.event.business_id: envelope.event for envelope in batch}
    for envelope in batch:
        if envelope.event.version > newest[envelope.event.business_id].version:
            newest[envelope.event.business_id] = envelope.event
    saved = await state.save_businesses(session, list(newest.values()))
    in_test = [one for one in saved if one.mode == "test"]
    for one in in_test:
        await jobs.advance(session, one.business_id, one.clock_offset_s)
    holding = await businesses_holding(session, [one.business_id for one in saved])
    again = [decide_again_job(one, f"business:{newest[one].version}") for one in sorted(holding)]
    await jobs.add(session, again)
    await say(session, [_applied(session, one) for one in in_test])
    await wake(session, [f"business:{ids.show('biz', one.business_id)}" for one in saved])


def _applied(session: AsyncSession, saved: state.SavedBusiness) -> Said:
    applied = ClockApplied(
        business_id=saved.business_id,
        service=session.info["service"],
        offset_s=saved.clock_offset_s,
    )
    return Said(applied, saved.seq, saved.last_tx)
