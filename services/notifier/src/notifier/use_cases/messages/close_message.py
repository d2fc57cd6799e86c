"""The last beat of sending: what came of it, saved and said."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from goodword.database import is_retryable
from notifier.db import messages
from notifier.domain.bounce import is_fault_of_address
from notifier.domain.message import Outcome, Standing, close, is_too_old
from notifier.domain.waiting import MAIL_SERVER
from notifier.ports import ChannelName
from notifier.use_cases.messages.announce import announce
from notifier.use_cases.messages.compose_mail import hash_of
from notifier.use_cases.messages.keep_waiting import keep_waiting
from notifier.use_cases.messages.mailroom import Mailroom
from notifier.use_cases.suppressions.suppress import suppress

PERSISTENCE_S = 10.0
"""How long a database that is away is waited for: what is not saved will be sent once more."""

TRY_AGAIN_AFTER_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the channel answered to the claim `turn`; `reason` and `status` where it refused."""

    turn: int
    channel: ChannelName
    outcome: Outcome
    reason: str | None = None
    status: str | None = None


async def close_message(
    business_id: UUID, id_: UUID, answer: Answer, *, mailroom: Mailroom
) -> Standing:
    """Close a claim; how the message stands now."""
    loop = asyncio.get_running_loop()
    until = loop.time() + PERSISTENCE_S
    while True:
        try:
            return await _close(business_id, id_, answer, mailroom)
        except Exception as error:
            if not is_retryable(error) or loop.time() > until:
                raise
        await asyncio.sleep(TRY_AGAIN_AFTER_S)


async def _close(business_id: UUID, id_: UUID, answer: Answer, mailroom: Mailroom) -> Standing:
    async with mailroom.db.begin([business_id]) as session:
        message = await messages.lock(session, business_id, id_)
        outcome, reason = answer.outcome, answer.reason
        if outcome is Outcome.NOT_NOW and is_too_old(message.created_at, message.now):
            outcome, reason = Outcome.REFUSED, "channel_unavailable"
        standing = close(message.standing, answer.turn, outcome, reason)
        if standing is None:
            return message.standing
        status = answer.status if outcome is Outcome.REFUSED else None
        await announce(message, standing, channel=answer.channel, session=session, status=status)
        if outcome is Outcome.NOT_NOW:
            await keep_waiting(message, MAIL_SERVER, session=session)
        if answer.reason == "recipient_refused" and is_fault_of_address(status):
            address_hash = hash_of(message, mailroom=mailroom)
            await suppress(session, business_id, address_hash, "bounced")
        return standing
