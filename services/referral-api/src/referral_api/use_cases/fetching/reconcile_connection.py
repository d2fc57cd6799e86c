"""Ask a sender for all that changed since we last asked: what its webhooks lost is found."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, jobs
from goodword.errors import PermanentError
from goodword.jobs import Job, NewJob
from referral_api.db.connections.connections import note_reconciled, reconciled_until
from referral_api.db.connections.deliveries import insert_deliveries
from referral_api.domain.connections.wanted import Changed
from referral_api.ports import OpenClient, Reconciler
from referral_api.use_cases.fetching.fetcher import Fetcher, delivery_of_fetched

RECONCILE = "reconcile_connection"

EVERY = timedelta(hours=1)
OVERLAP = timedelta(minutes=15)
"""Clocks of two machines differ, and what was changed may be told of a moment later."""

FIRST_LOOK_BACK = timedelta(days=1)
MAX_PAGES = 50
"""Of one run; the next goes on from there."""


async def plan_reconciliation(
    business_id: UUID, connection_id: UUID, *, session: AsyncSession, after: timedelta = EVERY
) -> None:
    """The next look at what a sender changed; one each hour, whoever plans it."""
    at = await clock.now(session, business_id) + after
    key = f"{connection_id}:{at:%Y-%m-%dT%H}"
    payload = {"connection_id": str(connection_id)}
    await jobs.add(session, [NewJob(business_id, RECONCILE, key, payload, run_at=at)])


async def start_reconciling(
    row: Row[Any], *, clients: Mapping[str, OpenClient], session: AsyncSession
) -> None:
    """Look at once, and from then on each hour, where the sender of a connection can be asked for
    what it changed and has been given what that takes. Told twice, it looks no oftener."""
    if hasattr(clients.get(row.source), "changed") and row.credential_names:
        await plan_reconciliation(row.business_id, row.id, session=session, after=timedelta(0))


async def reconcile_connection(job: Job, *, fetcher: Fetcher) -> None:
    """Keep what changed as deliveries, page by page, and plan the next look.

    A delivery that was seen changes nothing. TransientError where the sender is away: the same is
    asked again. Where its credentials are refused, the next look may find others.
    """
    connection_id = UUID(job.payload["connection_id"])
    try:
        is_listened_to = await _reconcile(job.business_id, connection_id, fetcher)
    except PermanentError:
        await _plan_next(job.business_id, connection_id, fetcher)
        raise
    if is_listened_to:
        await _plan_next(job.business_id, connection_id, fetcher)


async def _reconcile(business_id: UUID, connection_id: UUID, fetcher: Fetcher) -> bool:
    """Read what changed; False where nobody asks this sender any more."""
    async with fetcher.db.begin([business_id]) as session:
        client = await fetcher.client(business_id, connection_id, session)
        until = await reconciled_until(session, business_id, connection_id)
    if not isinstance(client, Reconciler):
        return False
    since = until - OVERLAP if until else datetime.now(UTC) - FIRST_LOOK_BACK
    page: str | None = None
    for _ in range(MAX_PAGES):
        changed = await client.changed(since, page)
        await _keep(business_id, connection_id, changed, fetcher)
        page = changed.next_page
        if page is None:
            break
    return True


async def _keep(business_id: UUID, connection_id: UUID, changed: Changed, fetcher: Fetcher) -> None:
    new = [delivery_of_fetched(business_id, connection_id, each) for each in changed.objects]
    async with fetcher.db.begin([business_id]) as session:
        kept = await insert_deliveries(session, new)
        await note_reconciled(session, business_id, connection_id, changed.until)
    if kept:
        fetcher.arrived.set()


async def _plan_next(business_id: UUID, connection_id: UUID, fetcher: Fetcher) -> None:
    async with fetcher.db.begin([business_id]) as session:
        await plan_reconciliation(business_id, connection_id, session=session)
