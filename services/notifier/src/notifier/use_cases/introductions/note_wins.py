"""A prospect bought: nobody needs to introduce them any more, now or ever."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, SaleClosed, SaleReattributed
from notifier.db.introductions import Won, win
from notifier.use_cases.following.close_contacts import call_off_contacts
from notifier.use_cases.introductions.cancel_letters import cancel_letters

WON: Final = "referral_won"
"""Why letters about the introduction of somebody who bought are not sent."""


async def note_wins(
    batch: Sequence[Envelope[SaleClosed | SaleReattributed]], *, session: AsyncSession
) -> None:
    """End the introductions of those who bought, and cancel what was not sent about them or not
    done. A test order wins nothing."""
    won = [each for one in batch for each in _won(one)]
    if not won:
        return
    over = await win(session, won, WON)
    await cancel_letters(over, dict.fromkeys(over, WON), session=session)
    await call_off_contacts(over, WON, session=session)


def _won(one: Envelope[SaleClosed | SaleReattributed]) -> Iterator[Won]:
    event = one.event
    sale = event.sale if isinstance(event, SaleReattributed) else event
    if sale.referral is None or sale.test:
        return
    by_hand = sale.referral.channel not in ("code", "link")
    yield Won(one.business_id, sale.referral.referral_id, by_hand)
