"""Keep what the notifier tells of messages, for the reads of the API."""

from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, MessageFailed, MessageSent, MessageWaiting
from referral_api.db.projections.messages import save_messages
from referral_api.use_cases.projections.feed_events import feed_events

MessageNews: TypeAlias = MessageSent | MessageFailed | MessageWaiting
"""What the notifier tells of one message."""


async def project_messages(
    batch: Sequence[Envelope[MessageNews]], *, session: AsyncSession
) -> None:
    """Keep each message as its newest event has it, and all of them in the feed."""
    newest: dict[tuple[UUID, UUID], Envelope[MessageNews]] = {}
    for envelope in batch:
        key = (envelope.business_id, envelope.event.message_id)
        if key not in newest or envelope.seq > newest[key].seq:
            newest[key] = envelope
    await save_messages(session, [_row(envelope) for envelope in newest.values()])
    await feed_events(batch, session=session)


def _row(envelope: Envelope[MessageNews]) -> dict[str, Any]:
    told = envelope.event
    sent = told if isinstance(told, MessageSent) else None
    failed = told if isinstance(told, MessageFailed) else None
    waiting = told if isinstance(told, MessageWaiting) else None
    return {
        "business_id": told.business_id,
        "id": told.message_id,
        "seq": envelope.seq,
        "person_id": told.person_id,
        "kind": told.kind,
        "status": "waiting" if waiting else "sent" if sent else "failed",
        "cause": told.cause,
        "channel": None if isinstance(told, MessageWaiting) else told.channel,
        "template": sent.template if sent else None,
        "template_version": sent.template_version if sent else None,
        "message_id": sent.header_message_id if sent else None,
        "sent_at": envelope.time if sent else None,
        "failure": failed.reason if failed else None,
        "final": failed.final if failed else None,
        "waits_for": waiting.reason if waiting else None,
        "sends_after": waiting.sends_after if waiting else None,
        "object_id": told.object_id,
        "at": envelope.time,
    }
