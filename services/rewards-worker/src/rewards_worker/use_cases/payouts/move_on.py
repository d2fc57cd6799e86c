"""Moving a payout on, telling of it, and asking a person to look where one has to."""

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.tasks import NewTask, Occasion, cancel_tasks, open_tasks
from rewards_worker.db.payouts.payout_objects import count_look
from rewards_worker.db.payouts.payouts import Payout, move_payout
from rewards_worker.domain.payout import PayoutState
from rewards_worker.use_cases.payouts.tell_payouts import Stand, tell_payouts

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
    now = Stand(payout, state, provider_ref or payout.provider_ref)
    if (now.state, now.provider_ref) != (payout.state, payout.provider_ref):
        await tell_payouts(session, [now])
    before, after = task_of(payout.state, payout.attention), task_of(state, attention)
    if before == after:
        return
    if before is not None:
        await cancel_tasks(session, [occasion_of(payout, before, payout.looks)], state.value)
    if after is not None:
        await ask_to_look(payout, after, session=session)


def task_of(state: PayoutState, attention: str | None) -> str | None:
    """What a person has to do about a payout, if anything."""
    if attention is not None:
        return SETTLE
    return MEND_DELIVERY if state is PayoutState.DELIVERY_FAILED else None


async def ask_to_look(payout: Payout, kind: str, *, session: AsyncSession) -> None:
    """Open a task of `kind` about a locked payout: a new look, and so a new task."""
    looks, beneficiary_id = await count_look(session, payout)
    business_id, _, occasion = occasion_of(payout, kind, looks)
    about = [("rwd", payout.reward_id), ("per", beneficiary_id)]
    shown = [ids.show(prefix, each) for prefix, each in about if each is not None]
    new = NewTask(
        business_id=business_id,
        kind=kind,
        occasion=occasion,
        subjects=(payout.shown_id, *shown),
    )
    await open_tasks(session, [new])


def occasion_of(payout: Payout, kind: str, looks: int) -> Occasion:
    """What made the task necessary: a look at the payout, counted."""
    return payout.business_id, kind, f"{payout.shown_id}:{looks}"
