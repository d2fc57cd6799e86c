"""An address turned out to be none, or its reader wants no more: nobody writes to it again."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.events import ContactSuppressed
from notifier.db import suppressions


async def suppress(
    session: AsyncSession, business_id: UUID, address_hash: str | None, reason: str
) -> None:
    """Add to the set and say so, once. None where the address is forgotten: then it is too late."""
    if address_hash is None:
        return
    suppressed = ContactSuppressed(
        business_id=business_id,
        address_hash=address_hash,
        channel="email",
        scope="all",
        reason=reason,
    )
    # A fact of its own key, which is never said again: it is the first and the last of it.
    if await suppressions.add_new(session, suppressed):
        await say(session, [Said(suppressed, 1)])
