"""Somebody who is erased takes part in nothing any more."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from referral_api.db.people.erasing import participants_of
from referral_api.db.programs.participants import change_participant
from referral_api.domain.codes import make_code
from referral_api.use_cases.erasure.tools import Eraser
from referral_api.use_cases.participants.say_participant import say_participant


async def leave_programs(
    business_id: UUID, those: Sequence[UUID], *, eraser: Eraser, session: AsyncSession
) -> None:
    """End the participations of these people, and say so. A code may spell a name, so it goes; what
    still carries it belongs to nobody from here on."""
    left, now = [], await clock.now(session, business_id)
    for row in await participants_of(session, business_id, those):
        changes: dict[str, Any] = {"status": "left", "code": make_code(), "metadata": {}}
        changes["left_at"] = row.left_at or now
        left.append(await change_participant(session, business_id, row.id, changes))
    await say_participant(*left, session=session, public_url=eraser.public_url)
