"""What people command is said where it is done; referral-api keeps it for the audit."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus.outbox import Said, say
from goodword.events import CommandGiven


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command (`goodword parked replay`) that changed `object_id`, a TypeID, of a business."""

    business_id: UUID
    command: str
    object_id: str


async def say_commands(session: AsyncSession, actor: str, given: Iterable[Commanded]) -> None:
    """Say what `actor` commanded. Each is a deed of its own, of which nothing more is ever said."""
    facts = [
        CommandGiven(
            business_id=one.business_id,
            deed_id=ids.new(),
            actor=actor,
            command=one.command,
            object_id=one.object_id,
        )
        for one in given
    ]
    await say(session, [Said(fact, 1) for fact in facts])
