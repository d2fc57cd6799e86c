"""A participant's terms have left: from here on nothing is held because they were not sent."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.events import Envelope, MessageFailed, MessageSent
from referral_api.db.programs.participants import note_terms
from referral_api.domain.participants.disclosures import disclosure_of
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
    """Note when each participant was first sent their terms, and which, beside what is kept of any
    message."""
    await project_messages(batch, session=session)
    sent = _sent(batch)
    if not sent:
        return
    times = await clock.now_of(session, {business_id for business_id, _ in sent})
    rows = [
        {"business_id": who[0], "id": who[1], "at": times[who[0]], "told": disclosure_of(letter)}
        for who, letter in sorted(sent.items(), key=lambda each: each[0])
    ]
    noted = await note_terms(session, rows)
    if noted:
        await say_participant(*noted, session=session, public_url=public_url)


def _sent(
    batch: Sequence[Envelope[MessageSent | MessageFailed]],
) -> dict[tuple[UUID, UUID], MessageSent]:
    """The first welcome that left, by business and participant."""
    found: dict[tuple[UUID, UUID], MessageSent] = {}
    for envelope in batch:
        told = envelope.event
        if isinstance(told, MessageSent) and told.kind == WELCOME and told.object_id is not None:
            found.setdefault((envelope.business_id, ids.read("prt", told.object_id)), told)
    return found
