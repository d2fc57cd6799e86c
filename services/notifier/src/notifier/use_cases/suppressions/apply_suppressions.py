"""Addresses that are not to be written to again."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import ContactSuppressed, Envelope
from notifier.db import suppressions


async def apply_suppressions(
    batch: Sequence[Envelope[ContactSuppressed]], *, session: AsyncSession
) -> None:
    """Add them to the set, which only grows."""
    await suppressions.add(session, [envelope.event for envelope in batch])
