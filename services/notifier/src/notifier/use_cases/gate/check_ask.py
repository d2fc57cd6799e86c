"""The last look before an ask leaves: the gate runs in the transaction that claims the send."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.asking import AskReason
from goodword.seal import Hasher
from notifier.db.asks import asks
from notifier.db.saying import say_about
from notifier.domain.asks.ask import Ask, AskState, told
from notifier.domain.asks.decision import decide, is_taken_back
from notifier.domain.message import Message
from notifier.use_cases.gate.considering import Considered, considering
from notifier.use_cases.gate.withhold import withheld_of

NOT_ASKED = "not_asked"
"""The reason of a message that the gate held back when it was about to leave."""
_OBJECTIONS = frozenset({"do_not_ask", "no_contact_way"})


async def check_ask(
    message: Message, *, is_repeat: bool, hasher: Hasher, session: AsyncSession
) -> bool:
    """Whether the ask of `message` may still leave. If not, its window is open again, or closed, as
    it would be had nothing been opened, and that is said.

    A repeat may have arrived the first time, so only an objection holds it back.
    """
    person_id = message.person_id
    if person_id is None or message.object_id is None:
        raise ValueError("an ask is to somebody, and names its window")
    people = [(message.business_id, person_id)]
    found = list((await considering(people, hasher=hasher, session=session)).values())
    if not found:
        return False
    [one] = found
    ask = await asks.lock(session, (message.business_id, ids.read("ask", message.object_id)))
    against = one.reasons(ask.id)
    if is_repeat:
        return not any(reason.code in _OBJECTIONS for reason in against)
    withdrawn = is_taken_back(ask, one.happenings, one.parameters)
    if withdrawn:
        return await _hold_back(ask, one, (withdrawn, *against), session, final=True)
    decision = decide(ask, one.now, against, one.now)
    if decision.then == "ask":
        return True
    final = decision.then == "close"
    return await _hold_back(ask, one, decision.reasons, session, final=final)


async def _hold_back(
    ask: Ask,
    one: Considered,
    against: tuple[AskReason, ...],
    session: AsyncSession,
    *,
    final: bool,
) -> bool:
    reasons = told(against)
    state: AskState = "withheld" if final else "open"
    await asks.save(session, [replace(ask, state=state, reasons=reasons, sent_at=None)])
    said = withheld_of(ask, one.who, reasons, one.now, final=final)
    await say_about(session, [(one.who, said)])
    return False
