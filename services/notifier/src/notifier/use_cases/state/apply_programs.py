"""Published versions of programs, whose terms letters hold."""

import json
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import wake
from goodword.events import Envelope, ProgramPublished
from notifier.db.programs import save_versions


async def apply_programs(
    batch: Sequence[Envelope[ProgramPublished]], *, session: AsyncSession
) -> None:
    """Keep each version, and wake the welcomes that waited for it."""
    published = [envelope.event for envelope in batch]
    await save_versions(session, published, [json.dumps(one.document) for one in published])
    await wake(session, [f"program:{one.subject}:{one.version}" for one in published])
