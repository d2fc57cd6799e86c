"""The gate runs for windows: ask, say why not, or close them (R-ASK-01 to R-ASK-08)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.asking import window_open
from goodword.jobs import Job, NewJob
from goodword.letters.hours import opening
from goodword.seal import Hasher
from goodword.tasks import NewTask, open_tasks
from notifier.db.asks import asks
from notifier.db.messages import Opening
from notifier.db.saying import About, say_about
from notifier.domain.asks.ask import KIND, Ask, same, told
from notifier.domain.asks.decision import Decision, decide, is_early, is_taken_back
from notifier.domain.asks.letter import AskFacts
from notifier.use_cases.asks.jobs_of_asks import look_at
from notifier.use_cases.asks.value_first import value_first
from notifier.use_cases.gate.considering import Considered, considering
from notifier.use_cases.gate.withhold import withheld_of
from notifier.use_cases.messages.open_messages import open_messages


@dataclass
class _Outcome:
    """What a batch comes to."""

    changed: list[Ask] = field(default_factory=list)
    said: list[About] = field(default_factory=list)
    letters: list[Opening] = field(default_factory=list)
    later: list[NewJob] = field(default_factory=list)
    tasks: list[NewTask] = field(default_factory=list)


async def consider_asks(batch: Sequence[Job], *, hasher: Hasher, session: AsyncSession) -> None:
    """Decide on the window of each job, once, however many jobs there are for it; one that was
    decided before stays as it is. Who ranks highest is written to first (R-ASK-08)."""
    keys = {(job.business_id, ids.read("ask", job.payload["ask_id"])) for job in batch}
    people = set((await asks.whose(session, keys)).values())
    outcome = _Outcome()
    found = (await considering(people, hasher=hasher, session=session)).values()
    for one in sorted(found, key=lambda each: -each.verdict().priority):
        _decide_person(one, outcome)
    await asks.save(session, outcome.changed)
    await say_about(session, outcome.said)
    await open_messages(outcome.letters, session=session)
    await jobs.add(session, outcome.later)
    await open_tasks(session, outcome.tasks)


def _decide_person(one: Considered, outcome: _Outcome) -> None:
    """Of several windows, which a merge brought together, the oldest stays."""
    for ask in one.live[1:]:
        if ask.state == "open":
            taken = window_open(ids.show("ask", one.live[0].id))
            _apply(ask, Decision("close", (taken,)), one, outcome)
    for ask in one.live[:1]:
        if ask.state == "open":
            _apply(ask, _decision(ask, one), one, outcome)


def _decision(ask: Ask, one: Considered) -> Decision:
    against = one.reasons(ask.id)
    withdrawn = is_taken_back(ask, one.happenings, one.parameters)
    if withdrawn:
        return Decision("close", (withdrawn, *against))
    return decide(ask, one.now, against, opening(one.now, one.business, one.person))


def _apply(ask: Ask, decision: Decision, one: Considered, outcome: _Outcome) -> None:
    if decision.then == "ask":
        outcome.changed.append(replace(ask, state="sending", sent_at=one.now))
        outcome.letters.append(_letter(ask, one))
        return
    if decision.until is not None:
        outcome.later.append(look_at(ask, decision.until))
    if decision.then == "wait" and one.now >= ask.opens_at and is_early(ask, one.client(ask.id)):
        outcome.tasks.append(value_first(ask, one))
    reasons, final = told(decision.reasons), decision.then == "close"
    if final or (reasons and not same(ask.reasons, reasons)):
        state = "withheld" if final else ask.state
        outcome.changed.append(replace(ask, state=state, reasons=reasons))
        said = withheld_of(ask, one.who, reasons, one.now, final=final)
        outcome.said.append((one.who, said))


def _letter(ask: Ask, one: Considered) -> Opening:
    """Each try has a cause of its own; that one ask is on its way once is in its `object_id`."""
    rep = ask.rep_id or one.person.rep_id
    return Opening(
        business_id=one.who[0],
        person_id=one.who[1],
        kind=KIND,
        cause_id=ids.new(),
        facts=AskFacts.model_validate({"ask": ask.id, "wanted": ask.wanted, "rep": rep}),
        object_id=ids.show("ask", ask.id),
    )
