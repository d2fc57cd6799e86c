"""Published versions of programs, which never change."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import wake
from goodword.events import Envelope, ProgramPublished
from rewards_worker.db.programs import save_programs


async def apply_programs(
    batch: Sequence[Envelope[ProgramPublished]], *, session: AsyncSession
) -> None:
    """Keep each version, and wake the sales that waited for it."""
    published = [envelope.event for envelope in batch]
    await save_programs(session, published)
    await wake(session, [f"program:{one.subject}:{one.version}" for one in published])
