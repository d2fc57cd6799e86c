"""Somebody wants a client asked now: a window opens at once, and the gate decides as ever."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.asking import AskParameters, AskReason, window_open
from goodword.database.people import standing_for
from goodword.events import AskRequested, Envelope
from goodword.seal import Hasher
from notifier.db import state
from notifier.db.asks.happenings import Who
from notifier.db.saying import say_about
from notifier.domain.asks.ask import Ask, told
from notifier.domain.asks.windows import on_request
from notifier.use_cases.asks.jobs_of_asks import look_again
from notifier.use_cases.asks.propose import propose
from notifier.use_cases.gate.considering import Considered, considering
from notifier.use_cases.gate.withhold import withheld_of
from notifier.use_cases.messages.open_messages import check_seen


async def request_asks(
    batch: Sequence[Envelope[AskRequested]], *, hasher: Hasher, session: AsyncSession
) -> None:
    """Open a window for each request. Where one is open for the person already, that one is looked
    at now, and of the request is said that it opened none, with whatever else says no."""
    await check_seen(session, [(one.business_id, one.event.person_id, one.id) for one in batch])
    standing = await standing_for(
        session, {(one.business_id, one.event.person_id) for one in batch}
    )
    known = await state.businesses(session, {one.business_id for one in batch})
    new = [
        on_request(
            (one.business_id, standing[one.business_id, one.event.person_id]),
            one.event,
            AskParameters.of(known[one.business_id].parameters),
        )
        for one in batch
    ]
    opened = await propose([(one, "requested") for one in new], session=session)
    joined = [one for one in new if one not in opened]
    people = {(one.business_id, one.person_id) for one in joined}
    await look_again(people, session=session)
    if joined:
        await _say_joined(
            joined, await considering(people, hasher=hasher, session=session), session
        )


async def _say_joined(
    joined: Sequence[Ask], found: dict[Who, Considered], session: AsyncSession
) -> None:
    said = []
    for one in joined:
        who = one.business_id, one.person_id
        reasons = told(_against(found.get(who)))
        said.append((who, withheld_of(one, who, reasons, one.opens_at, final=True)))
    await say_about(session, said)


def _against(one: Considered | None) -> list[AskReason]:
    """That a window is open, and all else that says no; a client whom the gate does not know, as
    one who was erased, has a window that nobody asks in any more."""
    if one is None or not one.live:
        return [AskReason("window_open", None, "none")]
    live = one.live[0]
    return [window_open(ids.show("ask", live.id)), *one.reasons(live.id)]
