"""Providers as businesses have set them up; they are opened when something is paid."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, SettingsChanged
from goodword.seal import Sealer
from goodword.setups import apply_settings


async def apply_set_ups(
    batch: Sequence[Envelope[SettingsChanged]], *, sealer: Sealer, session: AsyncSession
) -> None:
    """Keep what is newer, and say whether it can be used."""
    await apply_settings(batch, family="provider", sealer=sealer, session=session)
