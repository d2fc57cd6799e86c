"""A stage of a referral as it would be told now, were it told again: the facts that this would
freeze."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from goodword.programs import Facts
from referral_api.domain.referrals.stages import Stage, reached, stage_event
from referral_api.use_cases.referrals.look_up import known_referral
from referral_api.use_cases.referrals.reading import read_referral
from referral_api.use_cases.referrals.standing import frozen_standing


async def stage_as_it_is(who: tuple[UUID, UUID], stage: Stage, *, session: AsyncSession) -> Facts:
    """Of a referral (`who`: business and id). RejectedError `not_found`, or `stage_not_reached`."""
    row = await known_referral(*who, session=session)
    referral, when = read_referral(row), reached(row.steps, stage)
    if when is not None:
        standing = await frozen_standing(referral, when.at, session=session)
        told = stage_event(referral, stage, when, standing).facts
        if told is not None:
            return told
    raise RejectedError(
        "stage_not_reached",
        f"This referral was never {stage}; try another stage, or example facts.",
        kind=Kind.CONFLICT,
        current=row.status,
    )
