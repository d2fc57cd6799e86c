"""Channels as businesses have set them up; they are opened when something is sent."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, SettingsChanged
from goodword.setups import apply_settings
from notifier.use_cases.messages.mailroom import Mailroom


async def apply_set_ups(
    batch: Sequence[Envelope[SettingsChanged]], *, mailroom: Mailroom, session: AsyncSession
) -> None:
    """Keep what is newer, and say whether it can be used."""
    await apply_settings(batch, family="channel", sealer=mailroom.sealer, session=session)
