"""Telling what became of a message: its new standing is saved and, once final, said."""

from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.events import Event, MessageFailed, MessageSent
from notifier.db import messages
from notifier.db.saying import say_about
from notifier.domain import welcome_letter
from notifier.domain.asks.ask import KIND
from notifier.domain.introductions.letter import KINDS as INTRODUCTIONS
from notifier.domain.introductions.reminding import reminded
from notifier.domain.message import Message, MessageState, Standing
from notifier.use_cases.gate.settle_ask import settle_ask
from notifier.use_cases.messages.watch_terms import terms_left

log = structlog.get_logger()


async def announce(
    message: Message,
    now: Standing,
    *,
    channel: str | None,
    session: AsyncSession,
    status: str | None = None,
) -> None:
    """Save how the message stands now and, where that is final, say so, once; `status` is what a
    mail server called the failure.

    A message about nobody is only logged: what is said of messages is said about a person.
    """
    await messages.stand(session, message, now)
    if not now.is_final:
        return
    if message.person_id is None:
        shown = ids.show("msg", message.id)
        log.info("message closed", message_id=shown, state=now.state, reason=now.reason)
        return
    who = message.business_id, message.person_id
    facts = [_fact(message, message.person_id, now, channel, status)]
    if message.kind == KIND:
        facts += await settle_ask(message, now, session=session)
    if now.state is MessageState.SENT and message.kind == welcome_letter.KIND:
        await terms_left(message, session=session)
    if now.state is MessageState.SENT and message.kind in INTRODUCTIONS:
        at = await clock.now(session, message.business_id)
        facts += reminded(message, message.person_id, at)
    await say_about(session, [(who, fact) for fact in facts])


def _fact(
    message: Message, person_id: UUID, now: Standing, channel: str | None, status: str | None
) -> Event:
    if now.state is not MessageState.SENT:
        return MessageFailed(
            business_id=message.business_id,
            message_id=message.id,
            person_id=person_id,
            kind=message.kind,
            cause=message.cause_id,
            channel=channel,
            reason=_reason(now),
            final=True,
            status=status,
            object_id=message.object_id,
        )
    if channel is None or message.template is None or message.template_version is None:
        raise ValueError("a message that was sent has a channel and a template")
    return MessageSent(
        business_id=message.business_id,
        message_id=message.id,
        person_id=person_id,
        kind=message.kind,
        cause=message.cause_id,
        channel=channel,
        template=message.template,
        template_version=message.template_version,
        header_message_id=message.header_message_id or "",
        object_id=message.object_id,
        terms_sha256=_terms(message),
    )


def _terms(message: Message) -> str | None:
    """What tells the terms of a welcome apart; their words stay here, and only a while."""
    is_welcome = message.kind == welcome_letter.KIND and message.facts is not None
    return welcome_letter.digest_of(message.facts) if is_welcome else None


def _reason(now: Standing) -> str:
    """An unconfirmed message is told as one: `recipient_refused` would say that it never left."""
    return "unconfirmed" if now.state is MessageState.UNCONFIRMED else now.reason or "mail_refused"
