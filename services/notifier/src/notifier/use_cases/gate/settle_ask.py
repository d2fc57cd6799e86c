"""An ask's letter came to its end: the ask went out, or nobody will be asked in its window."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.asking import AskReason, ReasonCode
from goodword.events import AskSent, Event
from notifier.db.asks import asks
from notifier.db.saying import lock_people
from notifier.domain.asks.ask import Ask, told
from notifier.domain.asks.letter import AskFacts
from notifier.domain.message import Message, MessageState, Standing
from notifier.use_cases.gate.withhold import signal_of, withheld_of

_WENT = frozenset({MessageState.SENT, MessageState.UNCONFIRMED})
"""What may have arrived counts as an ask."""
_ADDRESS = frozenset(
    {"no_address", "suppressed", "address_unusable", "recipient_refused", "erased"}
)


async def settle_ask(message: Message, now: Standing, *, session: AsyncSession) -> list[Event]:
    """Close the window of `message`, which is final now; what is to be said of that.

    One that the gate opened again, or that was closed before, stays as it is.
    """
    if message.person_id is None or message.object_id is None:
        raise ValueError("an ask is to somebody, and names its window")
    who = message.business_id, message.person_id
    await lock_people(session, [who])
    ask = await asks.lock(session, (who[0], ids.read("ask", message.object_id)))
    if ask.state != "sending":
        return []
    at = await clock.now(session, who[0])
    if now.state in _WENT:
        await asks.save(session, [replace(ask, state="sent", sent_at=at)])
        return [_sent(ask, message, at)]
    code: ReasonCode = "no_contact_way" if now.reason in _ADDRESS else "message_failed"
    reasons = told([AskReason(code, now.reason, "a mail that arrives")])
    await asks.save(session, [replace(ask, state="withheld", reasons=reasons, sent_at=None)])
    return [withheld_of(ask, who, reasons, at, final=True)]


def _sent(ask: Ask, message: Message, at: datetime) -> AskSent:
    if message.person_id is None or message.template is None or message.template_version is None:
        raise ValueError("an ask that left is to somebody, and has a template")
    facts = AskFacts.model_validate(message.facts) if message.facts else None
    return AskSent(
        business_id=message.business_id,
        ask_id=ask.id,
        person_id=message.person_id,
        signal=signal_of(ask.signal_kind, ask.signal_id),
        rep_id=facts.rep if facts else ask.rep_id,
        wanted=ask.wanted,
        template=message.template,
        template_version=message.template_version,
        message_id=message.id,
        sent_at=at,
    )
