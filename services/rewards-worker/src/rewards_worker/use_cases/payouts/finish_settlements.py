"""A person says over the API what became of a payout that nobody else can settle."""

from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import RejectedError
from goodword.seal import Sealer
from goodword.tasks import DoneTask, Occasion
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.move_on import SETTLE, ask_to_look
from rewards_worker.use_cases.payouts.settle_payout import (
    AskAgain,
    Finding,
    FoundIssued,
    FoundRefused,
    check,
    settle,
)

log = structlog.get_logger()


async def lock_settlements(occasions: Sequence[Occasion], *, session: AsyncSession) -> None:
    """Lock the payouts that these tasks are about, and their rewards: before the tasks, as whoever
    moves a payout on does."""
    for business_id, payout_id, _ in sorted(map(_look, occasions)):
        await locked(business_id, payout_id, session=session)


async def finish_settlements(
    done: Sequence[DoneTask], *, sealer: Sealer, session: AsyncSession
) -> None:
    """Settle each payout as its task says. Where that cannot be, somebody is asked to look again:
    the payout still waits, and must not be forgotten with its task.

    A word about an earlier look says nothing of what has happened since.
    """
    for one in done:
        business_id, payout_id, looks = _look((one.task.business_id, SETTLE, one.task.occasion))
        found = await locked(business_id, payout_id, session=session)
        if found is None or found[1].attention is None or found[1].looks != looks:
            continue
        reward, payout = found
        finding = _finding(one, sealer)
        try:
            check(reward, payout, finding)
        except RejectedError as refused:
            log.warning("a payout was not settled", payout=payout.shown_id, reason=refused.code)
            await ask_to_look(payout, SETTLE, session=session)
            continue
        await settle(payout, finding, sealer=sealer, session=session)


def _look(occasion: Occasion) -> tuple[UUID, UUID, int]:
    """Business and payout, and the how-manieth look at it."""
    business_id, _, text = occasion
    shown, _, looks = text.partition(":")
    return business_id, ids.read("pay", shown), int(looks)


def _finding(done: DoneTask, sealer: Sealer) -> Finding:
    """Whoever says no word of ours has only looked: then the provider is asked."""
    if done.task.outcome == "issued" and done.task.sealed is not None:
        return FoundIssued(sealer.open(done.task.sealed))
    return FoundRefused() if done.task.outcome == "refused" else AskAgain()
