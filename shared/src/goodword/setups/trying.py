"""Somebody wants to know whether a set-up works: a job, for the call leaves the building."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, SettingsTestRequested
from goodword.jobs import NewJob, add
from goodword.setups.registry import Family

TEST = "test_set_up"


async def open_tests(
    batch: Sequence[Envelope[SettingsTestRequested]], *, family: Family, session: AsyncSession
) -> None:
    """A job for each request about a set-up of `family`; the others are for another service."""
    await add(
        session,
        [
            NewJob(one.business_id, TEST, str(one.id), {"kind": one.event.kind}, max_attempts=3)
            for one in batch
            if one.event.kind.startswith(f"{family}-")
        ],
    )
