"""Somebody bought, or their purchase was given to another referral."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, SaleClosed, SaleReattributed
from notifier.use_cases.asks.note_conversions import note_reattributions, note_sales
from notifier.use_cases.introductions.note_wins import note_wins


async def hear_sales(batch: Sequence[Envelope[SaleClosed]], *, session: AsyncSession) -> None:
    """What the referrer brought about is counted, and what is over is asked no more."""
    await note_sales(batch, session=session)
    await note_wins(batch, session=session)


async def hear_reattributions(
    batch: Sequence[Envelope[SaleReattributed]], *, session: AsyncSession
) -> None:
    """The same of a sale that is another referral's now."""
    await note_reattributions(batch, session=session)
    await note_wins(batch, session=session)
