"""What somebody has signed for: what the law left open there is a yes from now on."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.events import Envelope, ProgramSignedOff
from rewards_worker.db.programs import save_sign_offs
from rewards_worker.db.rewards.locked_rewards import businesses_holding
from rewards_worker.use_cases.rewards.timers import decide_again_job


async def apply_sign_offs(
    batch: Sequence[Envelope[ProgramSignedOff]], *, session: AsyncSession
) -> None:
    """Keep each, and decide again what was held for want of it."""
    signed = [envelope.event for envelope in batch]
    await save_sign_offs(session, signed)
    holding = await businesses_holding(session, {one.business_id for one in signed})
    again = [
        decide_again_job(one.business_id, f"signed:{one.subject}:{one.program_version}:{one.place}")
        for one in signed
        if one.business_id in holding
    ]
    await jobs.add(session, again)
