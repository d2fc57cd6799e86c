"""An erased person's payout has perhaps ended by now: what it kept of them can go."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs import Job
from rewards_worker.use_cases.rewards.forget_owed import forget_owed


async def forget_once_paid(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Look again at the people of these jobs, and again in an hour where the end is still open."""
    by_looks: dict[int, set[tuple[UUID, UUID]]] = defaultdict(set)
    for job in jobs:
        who = job.business_id, UUID(job.payload["person_id"])
        by_looks[int(job.payload["looks"])].add(who)
    for looks, people in sorted(by_looks.items()):
        await forget_owed(people, session=session, looks=looks + 1)
