"""A program paused, resumed or ended."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from referral_api.db.programs import programs
from referral_api.domain.programs.program_events import program_changed
from referral_api.domain.programs.programs import Move, moved
from referral_api.use_cases.programs.look_up import known_program


async def move_program(
    business_id: UUID, program_id: UUID, move: Move, *, session: AsyncSession
) -> Row[Any]:
    """The program after the move, which is said; RejectedError `illegal_transition`."""
    row = await known_program(business_id, program_id, session=session, lock=True)
    status = moved(row.status, move)
    after = await programs.move_program(session, business_id, program_id, {"status": status})
    await say(session, [Said(program_changed(after), after.seq, after.last_tx)])
    return await known_program(business_id, program_id, session=session)
