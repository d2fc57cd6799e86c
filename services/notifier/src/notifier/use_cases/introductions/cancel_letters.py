"""Letters about introductions that are over are not sent."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.db.introductions import Key, unsent_of
from notifier.domain.message import MessageState, cancel
from notifier.use_cases.messages.announce import announce


async def cancel_letters(
    requests: Mapping[Key, UUID | None], why: Mapping[Key, str], *, session: AsyncSession
) -> None:
    """Cancel what these requests caused and was not sent yet, each for the reason of its referral.
    One that somebody is handing over in this moment arrives, and what became of it stays theirs to
    say."""
    reasons = {request: why[key] for key, request in requests.items() if request is not None}
    if not reasons:
        return
    businesses = {business_id for business_id, _ in requests}
    for message in await unsent_of(session, businesses, list(reasons)):
        if message.standing.state is MessageState.SENDING and message.leased:
            continue
        standing = cancel(message.standing, reasons[message.cause_id])
        await announce(message, standing, channel=message.channel, session=session)
