"""Telling that a donation was made, in the transaction that learned of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.events import DonationMade
from goodword.money import Money
from goodword.programs import GiftKind
from rewards_worker.db.payouts.payouts import Payout
from rewards_worker.db.rewards.rewards import count_facts
from rewards_worker.domain.record import Reward
from rewards_worker.ports import Receipt


async def tell_donation(
    reward: Reward, payout: Payout, receipt: Receipt | None, *, session: AsyncSession
) -> None:
    """Say what a payout that is out gave to a charity, and where its receipt is. Without a receipt
    it was a card of which the beneficiary gives themselves; its reward is locked."""
    if reward.kind != GiftKind.CHARITY_DONATION or receipt is None:
        return
    assert isinstance(payout.amount, Money), "donations are of money"
    place = (await count_facts(session, [reward.key]))[reward.key]
    made = DonationMade(
        business_id=reward.business_id,
        reward_id=reward.id,
        payout_id=payout.id,
        provider=payout.provider,
        amount=payout.amount,
        charity_registration=receipt.registration,
        receipt_ref=receipt.ref,
    )
    await say(session, [Said(made, place.seq, place.last_tx)])
