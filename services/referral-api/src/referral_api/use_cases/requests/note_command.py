"""Note what was commanded at the command line of this service, together with its doing."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.businesses.audit import add_deeds


@dataclass(frozen=True, slots=True)
class Given:
    """A command (`goodword reward decide`) by `actor`, which changed `about`, a TypeID, if it was
    one thing."""

    business_id: UUID
    actor: str
    command: str
    about: str | None


async def note_command(given: Given, *, session: AsyncSession) -> None:
    """Keep that it was done, in the transaction that does it."""
    row = {
        "business_id": given.business_id,
        "id": ids.new(),
        "actor": given.actor,
        "action": given.command,
        "about": given.about,
    }
    await add_deeds(session, [row])
