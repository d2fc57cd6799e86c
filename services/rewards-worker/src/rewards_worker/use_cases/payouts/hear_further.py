"""What becomes of value that is out: it arrives or not, is used, runs out, or comes back."""

from collections.abc import Mapping

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db.payouts.payouts import Payout
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Occurrence, PayoutRedeemed, PayoutReturned
from rewards_worker.domain.payout import MOVES, PayoutAction
from rewards_worker.domain.record import Reward
from rewards_worker.ports import Canceled, Further, Issued, Rejected
from rewards_worker.use_cases.payouts.move_on import move_on
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

DENIED_AFTERWARDS = "denied_afterwards"
"""Why a person must look: the provider had said that the value is out, and now denies it."""

_FURTHER: Mapping[Further, PayoutAction] = {
    "delivered": PayoutAction.DELIVER,
    "delivery_failed": PayoutAction.FAIL_DELIVERY,
    "redeemed": PayoutAction.REDEEM,
    "expired": PayoutAction.EXPIRE,
}

log = structlog.get_logger()


async def hear_further(
    reward: Reward, payout: Payout, news: object, *, session: AsyncSession
) -> None:
    """Move a locked payout whose value is out, and its reward, to what `news` says.

    News that lags behind what is known changes nothing.
    """
    if isinstance(news, Rejected):
        await _call_a_person(payout, news, session)
        return
    action = _action(news)
    after = MOVES.get((payout.state, action)) if action else None
    if after is None or action is None:
        return
    await move_on(payout, after, attention=payout.attention, session=session)
    occurrence = _occurrence(action, news, payout)
    if occurrence is not None:
        assert reward.standing is not None, "it has a payout"
        await record_changes([Change(reward, apply(reward.standing, occurrence))], session=session)


def _action(news: object) -> PayoutAction | None:
    if isinstance(news, Canceled):
        return PayoutAction.RETURN
    return _FURTHER[news.further] if isinstance(news, Issued) and news.further else None


def _occurrence(action: PayoutAction, news: object, payout: Payout) -> Occurrence | None:
    if action is PayoutAction.REDEEM:
        return PayoutRedeemed(payout.generation)
    if action is PayoutAction.RETURN and isinstance(news, Canceled):
        return PayoutReturned(payout.generation, news.reason, payout.amount.minor)
    return None


async def _call_a_person(payout: Payout, news: Rejected, session: AsyncSession) -> None:
    if payout.attention is None:
        log.error("value is denied that was out", payout=payout.shown_id, code=news.code)
        await move_on(payout, payout.state, attention=DENIED_AFTERWARDS, session=session)
