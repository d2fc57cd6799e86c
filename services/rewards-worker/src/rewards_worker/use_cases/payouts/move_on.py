"""Moving a payout on, and asking a person to look where one has to."""

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import Said, say
from goodword.events import TaskClosed, TaskOpened
from rewards_worker.db.payout_objects import give_task, take_task
from rewards_worker.db.payouts import Payout, move_payout
from rewards_worker.domain.payout import PayoutState

SETTLE, MEND_DELIVERY = "settle_payout", "mend_delivery"


async def move_on(
    payout: Payout,
    state: PayoutState,
    *,
    provider_ref: str | None = None,
    attention: str | None = None,
    session: AsyncSession,
) -> None:
    """Move a locked payout to `state`, perhaps the one it has, with `attention` as the reason why a
    person must look, or none any more. Its task is opened and closed with that."""
    await move_payout(session, payout, state, provider_ref=provider_ref, attention=attention)
    before, after = task_of(payout.state, payout.attention), task_of(state, attention)
    if before == after:
        return
    if payout.task_id is not None:
        await _close(payout, state, session)
    if after is not None:
        await _open(payout, after, session)


def task_of(state: PayoutState, attention: str | None) -> str | None:
    """What a person has to do about a payout, if anything."""
    if attention is not None:
        return SETTLE
    return MEND_DELIVERY if state is PayoutState.DELIVERY_FAILED else None


async def _open(payout: Payout, kind: str, session: AsyncSession) -> None:
    opened = TaskOpened(
        business_id=payout.business_id,
        task_id=ids.new(),
        kind=kind,
        opener=session.info["service"],
        subjects=(payout.shown_id, ids.show("rwd", payout.reward_id)),
    )
    await give_task(session, payout, opened.task_id)
    await say(session, [Said(opened, 1)])


async def _close(payout: Payout, state: PayoutState, session: AsyncSession) -> None:
    assert payout.task_id is not None, "it was looked at"
    closed = TaskClosed(
        business_id=payout.business_id,
        task_id=payout.task_id,
        outcome="done",
        reason=state.value,
    )
    place = await take_task(session, payout)
    await say(session, [Said(closed, place.seq, place.last_tx)])
