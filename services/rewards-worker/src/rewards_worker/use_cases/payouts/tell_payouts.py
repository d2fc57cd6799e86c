"""Telling how payouts stand: each in the transaction that opened it or moved it on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.events import PayoutChanged
from rewards_worker.db.payouts.payouts import NewPayout, Payout
from rewards_worker.db.rewards.rewards import Key, Place, count_facts
from rewards_worker.domain.payout import PayoutState


@dataclass(frozen=True, slots=True)
class Stand:
    """A payout, and where it stands now."""

    payout: Payout | NewPayout
    state: PayoutState
    provider_ref: str | None = None

    @property
    def reward(self) -> Key:
        return self.payout.business_id, self.payout.reward_id


async def tell_payouts(session: AsyncSession, stands: Sequence[Stand]) -> None:
    """Say how these payouts stand, one of each reward at the most; their rewards are locked."""
    places = await count_facts(session, [one.reward for one in stands])
    await say(session, [_fact(one, places[one.reward]) for one in stands])


def _fact(stand: Stand, place: Place) -> Said:
    payout = stand.payout
    event = PayoutChanged(
        business_id=payout.business_id,
        payout_id=payout.id,
        reward_id=payout.reward_id,
        version=place.seq,
        generation=payout.generation,
        provider=payout.provider,
        status=stand.state.value,
        provider_ref=stand.provider_ref,
    )
    return Said(event, place.seq, place.last_tx)
