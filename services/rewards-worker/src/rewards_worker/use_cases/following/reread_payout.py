"""Asking a provider once how a payout stands now."""

from uuid import UUID

import structlog

from goodword.errors import PermanentError, TransientError
from goodword.jobs import Job, add
from rewards_worker.db.payouts.payouts import Payout
from rewards_worker.domain.payout import OPEN, OUT, REFUSED, PayoutState
from rewards_worker.ports import (
    Issued,
    NotFound,
    Outcome,
    Resends,
    UnknownOutcomeError,
    UnknownWordError,
)
from rewards_worker.use_cases.following.meters import note_finding
from rewards_worker.use_cases.payouts.desk import Desk, Window
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.move_on import move_on
from rewards_worker.use_cases.payouts.reconcile_payout import inquire
from rewards_worker.use_cases.payouts.send import again, record_news
from rewards_worker.use_cases.payouts.timers import resend

MISSING = "missing_at_provider"
"""Why a person must look: the value is out, but its provider knows no such order."""

log = structlog.get_logger()


async def reread_payout(job: Job, *, desk: Desk) -> None:
    """Ask what became of a payout, and write that down; nothing is sent, whatever comes of it.

    A set-up that cannot be used, or a word that we do not know, is somebody's to mend: the next day
    asks again. TransientError where the same may be asked later.
    """
    payout = await _payout(job, desk)
    if payout is None or payout.state is PayoutState.SUBMITTING:
        return
    if payout.state not in OPEN | OUT | REFUSED:
        return
    try:
        window = await desk.window(payout.business_id, payout.provider)
    except PermanentError as error:
        log.warning("a payout cannot be asked about", payout=payout.shown_id, error=str(error))
        return
    if window.provider.can_inquire:
        await _reread(payout, window, desk, may_resend=bool(job.payload.get("may_resend")))


async def _reread(payout: Payout, window: Window, desk: Desk, *, may_resend: bool) -> None:
    registry = desk.watch.registry
    try:
        outcome = await inquire(window.provider, payout)
    except UnknownWordError as error:
        desk.does_not_understand(window, error)
        note_finding(registry, payout.provider, "not_understood")
        return
    except UnknownOutcomeError as error:
        raise TransientError(str(error)) from error
    except (TransientError, PermanentError) as error:
        raise await again(window, error, desk) from error
    await desk.takes_us(window)
    if isinstance(outcome, NotFound):
        await _miss(payout, desk)
        return
    after = await _compare(payout, outcome, desk)
    if may_resend and after is not None and isinstance(window.provider, Resends):
        await _resend(after, outcome, desk)


async def _resend(payout: Payout, outcome: Outcome, desk: Desk) -> None:
    """Where the provider itself says that its message did not arrive: once, to the same address."""
    objects = outcome.object_ids if isinstance(outcome, Issued) else ()
    if payout.state is PayoutState.DELIVERY_FAILED and objects:
        async with desk.db.begin([payout.business_id]) as session:
            await add(session, [resend(payout.business_id, payout.id, objects[0])])


async def _compare(payout: Payout, outcome: Outcome, desk: Desk) -> Payout | None:
    after = await record_news(payout, outcome, desk)
    moved = after is not None and after.state is not payout.state
    note_finding(desk.watch.registry, payout.provider, "changed" if moved else "same")
    return after


async def _miss(payout: Payout, desk: Desk) -> None:
    """What is out must be there; what is open may never have got there, which its job sees."""
    if payout.state not in OUT:
        note_finding(desk.watch.registry, payout.provider, "same")
        return
    note_finding(desk.watch.registry, payout.provider, "missing")

    async def work() -> None:
        async with desk.db.begin([payout.business_id]) as session:
            found = await locked(payout.business_id, payout.id, session=session)
            if found and found[1].state in OUT and found[1].attention is None:
                await move_on(found[1], found[1].state, attention=MISSING, session=session)

    await desk.db.retrying(work)
    desk.needs_a_person(payout.shown_id, MISSING)


async def _payout(job: Job, desk: Desk) -> Payout | None:
    async with desk.db.begin([job.business_id]) as session:
        found = await locked(job.business_id, UUID(job.payload["payout_id"]), session=session)
        return found[1] if found else None
