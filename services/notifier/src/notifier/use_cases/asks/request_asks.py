"""Somebody wants a client asked now: a window opens at once, and the gate decides as ever."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.asking import AskParameters, AskReason
from goodword.database.people import standing_for
from goodword.events import AskRequested, Envelope
from notifier.db import state
from notifier.db.asks import asks
from notifier.db.asks.happenings import Who
from notifier.db.saying import say_about
from notifier.domain.asks.ask import Ask, told
from notifier.domain.asks.windows import on_request
from notifier.use_cases.asks.jobs_of_asks import jobs_of_window, look_again
from notifier.use_cases.gate.withhold import withheld_of
from notifier.use_cases.messages.open_messages import check_seen


async def request_asks(batch: Sequence[Envelope[AskRequested]], *, session: AsyncSession) -> None:
    """Open a window for each request. Where one is open for the person already, that one is looked
    at now, and of the request is said that it opened none."""
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
    opened = await asks.open_all(session, [(one, "requested") for one in new])
    await jobs.add(session, [job for one in opened for job in jobs_of_window(one)])
    joined = [one for one in new if one not in opened]
    people = {(one.business_id, one.person_id) for one in joined}
    await look_again(people, session=session)
    await _say_joined(joined, await asks.of_people(session, people), session)


async def _say_joined(
    joined: Sequence[Ask], asked: dict[Who, list[Ask]], session: AsyncSession
) -> None:
    said = []
    for one in joined:
        who = one.business_id, one.person_id
        live = [
            ids.show("ask", each.id) for each in asked[who] if each.state in ("open", "sending")
        ]
        reasons = told([AskReason("window_open", live[0] if live else None, "none")])
        said.append((who, withheld_of(one, who, reasons, one.opens_at, final=True)))
    await say_about(session, said)
