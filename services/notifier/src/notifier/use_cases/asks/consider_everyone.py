"""The nightly look at every client (R-ASK-01): who may be asked, and why the others may not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, jobs
from goodword.bus import Said, say
from goodword.events import AsksConsidered
from goodword.jobs import Job, NewJob
from goodword.seal import Hasher
from notifier.db import state
from notifier.db.asks import clients, considerations, nights
from notifier.db.asks.happenings import Who
from notifier.db.saying import About, say_about
from notifier.domain.asks.ask import Ask, same, told
from notifier.domain.asks.decision import not_without_check_in
from notifier.domain.asks.nights import today
from notifier.domain.asks.windows import at_night
from notifier.domain.copies import Business
from notifier.use_cases.asks.plan_nights import NIGHT, night_job
from notifier.use_cases.asks.propose import propose
from notifier.use_cases.gate.considering import Considered, considering
from notifier.use_cases.gate.withhold import withheld_at_night

PAGE = 200
FIRST: Final = UUID(int=0)


@dataclass
class _Tally:
    """What a page came to; `counts` is of the whole night so far."""

    counts: Counter[str]
    said: list[About] = field(default_factory=list)
    reasons: dict[Who, list[dict[str, Any]]] = field(default_factory=dict)
    due: list[Considered] = field(default_factory=list)


async def consider_everyone(batch: Sequence[Job], *, hasher: Hasher, session: AsyncSession) -> None:
    """One page of each job's business. A date is considered once, whatever jobs there are."""
    for job in batch:
        business = (await state.businesses(session, [job.business_id]))[job.business_id]
        on = await _date_of(job, business, session)
        if on is not None:
            await _page(job, business, on, hasher, session)


async def _date_of(job: Job, business: Business, session: AsyncSession) -> date | None:
    """The date that this page belongs to; None where that date was begun before."""
    if "on" in job.payload:
        return date.fromisoformat(job.payload["on"])
    now = await clock.now(session, business.business_id)
    on = today(now, business)
    await jobs.add(session, [night_job(business, now, on)])
    return on if await nights.begin(session, business.business_id, on) else None


async def _page(
    job: Job, business: Business, on: date, hasher: Hasher, session: AsyncSession
) -> None:
    after = UUID(job.payload.get("after", str(FIRST)))
    page = await clients.clients_after(session, business.business_id, after, at_most=PAGE)
    people = [(business.business_id, person_id) for person_id in page]
    tally = _Tally(Counter(job.payload.get("counts", {})))
    before = await considerations.of_people(session, people)
    for one in (await considering(people, hasher=hasher, session=session)).values():
        _count(one, before.get(one.who), tally)
    await considerations.save(session, tally.reasons)
    await say_about(session, tally.said)
    opened = await _open(tally.due, session)
    tally.counts["asked"] += opened
    if len(page) == PAGE:
        more = {"on": str(on), "after": str(page[-1]), "counts": dict(tally.counts)}
        key = f"{NIGHT}:{on}:{page[-1]}"
        await jobs.add(session, [NewJob(business.business_id, NIGHT, key, more)])
    else:
        await _say_considered(business.business_id, on, tally.counts, session)


def _count(one: Considered, before: list[dict[str, Any]] | None, tally: _Tally) -> None:
    verdict = one.verdict()
    reasons = list(one.reasons())
    reasons += not_without_check_in(one.client(), verdict.signal.at if verdict.signal else None)
    tally.counts["considered"] += 1
    now = told(reasons)
    if not now:
        tally.counts["eligible"] += 1
        if not one.live:
            tally.due.append(one)
    for code in {reason.code for reason in reasons}:
        tally.counts[f"withheld:{code}"] += 1
    if same(before or [], now):
        return
    tally.reasons[one.who] = now
    if now:
        tally.said.append((one.who, withheld_at_night(one.who, now, one.now)))


async def _open(due: Sequence[Considered], session: AsyncSession) -> int:
    """Open a window for each client who may be asked, by the usual cadence; how many were."""
    new: list[tuple[Ask, str]] = []
    for one in sorted(due, key=lambda each: -each.verdict().priority):
        signal = one.verdict().signal
        if signal is not None:
            new.append((at_night(one.who, signal, one.now, one.parameters), "cadence"))
    return len(await propose(new, session=session))


async def _say_considered(
    business_id: UUID, on: date, counts: Counter[str], session: AsyncSession
) -> None:
    withheld = {
        name.removeprefix("withheld:"): count
        for name, count in sorted(counts.items())
        if name.startswith("withheld:")
    }
    considered = AsksConsidered(
        business_id=business_id,
        on=on,
        considered=counts["considered"],
        eligible=counts["eligible"],
        asked=counts["asked"],
        withheld=withheld,
    )
    seq, last_tx = await nights.next_said(session, business_id)
    await say(session, [Said(considered, seq, last_tx)])
