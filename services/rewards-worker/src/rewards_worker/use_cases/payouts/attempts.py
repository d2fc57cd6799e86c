"""One try of a payout: written down before it leaves, always with the same bytes and key."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db.payouts.payout_attempts import begin_attempt
from rewards_worker.db.payouts.payouts import Payout
from rewards_worker.use_cases.payouts.move_on import move_on

KEY_WINDOW_OVER = "key_window_over"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try that is about to leave."""

    payout: Payout
    number: int


async def begin(payout: Payout, *, session: AsyncSession) -> Attempt | None:
    """Begin another attempt of a locked payout; None where it is a person's turn.

    Once the provider may have forgotten the key, the same bytes could pay a second time.
    """
    if payout.attention:
        return None
    if not payout.key_is_fresh:
        await move_on(payout, payout.state, attention=KEY_WINDOW_OVER, session=session)
        return None
    return Attempt(payout, await begin_attempt(session, payout.business_id, payout.id))
