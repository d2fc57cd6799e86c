"""A participant's terms have left: from here on nothing is held because they were not sent."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.events import Envelope, MessageFailed, MessageSent
from referral_api.db.programs.participants import note_terms
from referral_api.use_cases.participants.say_participant import say_participant
from referral_api.use_cases.projections.project_messages import project_messages

WELCOME = "welcome"
"""The kind of message that carries the terms."""


async def note_terms_sent(
    batch: Sequence[Envelope[MessageSent | MessageFailed]],
    *,
    session: AsyncSession,
    public_url: str,
) -> None:
    """Note when each participant was first sent their terms, beside what is kept of any message."""
    await project_messages(batch, session=session)
    sent = _sent(batch)
    if not sent:
        return
    times = await clock.now_of(session, {business_id for business_id, _ in sent})
    noted = await note_terms(session, [(*who, times[who[0]]) for who in sorted(sent)])
    if noted:
        await say_participant(*noted, session=session, public_url=public_url)


def _sent(batch: Sequence[Envelope[MessageSent | MessageFailed]]) -> set[tuple[UUID, UUID]]:
    """Business and participant of each welcome that left."""
    return {
        (envelope.business_id, ids.read("prt", envelope.event.object_id))
        for envelope in batch
        if isinstance(envelope.event, MessageSent)
        and envelope.event.kind == WELCOME
        and envelope.event.object_id is not None
    }
