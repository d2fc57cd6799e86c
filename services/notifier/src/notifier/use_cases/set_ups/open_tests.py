"""Somebody wants to know whether a channel's set-up works: a job, for the call leaves us."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, SettingsTestRequested
from goodword.jobs import NewJob, add

TEST = "test_set_up"


async def open_tests(
    batch: Sequence[Envelope[SettingsTestRequested]], *, session: AsyncSession
) -> None:
    """One job for each request about a channel."""
    await add(
        session,
        [
            NewJob(one.business_id, TEST, str(one.id), {"kind": one.event.kind}, max_attempts=3)
            for one in batch
            if one.event.kind.startswith("channel-")
        ],
    )
