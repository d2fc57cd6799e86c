"""Addresses that the notifier found out must not be written to again."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import ContactSuppressed, Envelope
from referral_api.db.people.suppressions import note_suppressions as note


async def note_suppressions(
    batch: Sequence[Envelope[ContactSuppressed]], *, session: AsyncSession
) -> None:
    """Keep them beside our own, without saying them again; what is known stays as it is."""
    await note(session, [envelope.event for envelope in batch])
