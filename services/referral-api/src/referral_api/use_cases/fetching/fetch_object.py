"""Ask a sender for what a delivery only named: looked up, asked, kept as a delivery of its own."""

from uuid import UUID

from goodword import ids
from goodword.errors import PermanentError, TransientError
from goodword.jobs import Job
from referral_api.db.connections.deliveries import insert_deliveries
from referral_api.db.connections.delivery_pages import delivery_of, same_delivery, tell
from referral_api.domain.connections.wanted import Fetched, Wanted
from referral_api.ports import Client
from referral_api.use_cases.fetching.fetcher import Fetcher, delivery_of_fetched

MAX_TRIES = 100
"""With the backoff of jobs some three days."""


async def fetch_object(job: Job, *, fetcher: Fetcher) -> None:
    """Keep what the sender answers; the delivery that named it tells what came of it.

    TransientError where it is to be tried again, PermanentError where it never will be: then the
    delivery has failed, and its replay asks once more.
    """
    delivery_id = UUID(job.payload["delivery_id"])
    wanted = Wanted(job.payload["kind"], job.payload["id"])
    try:
        found = await _opened(job.business_id, delivery_id, fetcher)
        if found is None:
            return
        connection_id, client = found
        fetched = await client.fetch(wanted)
    except TransientError as error:
        if job.attempts < MAX_TRIES:
            raise
        vain = f"It was asked for in vain: {error}."
        await _tell(job.business_id, delivery_id, "failed", vain, fetcher)
        raise PermanentError(f"given up: {error}") from error
    except PermanentError as error:
        never = f"It cannot be asked for: {error}."
        await _tell(job.business_id, delivery_id, "failed", never, fetcher)
        raise
    if fetched is None:
        gone = f"The sender knows no {wanted.kind} of this id any more."
        await _tell(job.business_id, delivery_id, "applied", gone, fetcher)
        return
    await _keep(job.business_id, delivery_id, connection_id, fetched, fetcher)


async def _opened(
    business_id: UUID, delivery_id: UUID, fetcher: Fetcher
) -> tuple[UUID, Client] | None:
    async with fetcher.db.begin([business_id]) as session:
        row = await delivery_of(session, business_id, delivery_id)
        if row is None or row.erased_at is not None:
            return None
        client = await fetcher.client(business_id, row.connection_id, session)
        return (row.connection_id, client) if client else None


async def _keep(
    business_id: UUID, delivery_id: UUID, connection_id: UUID, fetched: Fetched, fetcher: Fetcher
) -> None:
    """A state that is here already changes nothing; either way the delivery names the one it is."""
    new = delivery_of_fetched(business_id, connection_id, fetched)
    async with fetcher.db.begin([business_id]) as session:
        kept = await insert_deliveries(session, [new])
        known = new.id if kept else await same_delivery(session, new)
        reason = f"It was fetched as {ids.show('dlv', known)}." if known else None
        await tell(session, business_id, delivery_id, "applied", reason)
    fetcher.arrived.set()


async def _tell(
    business_id: UUID, delivery_id: UUID, status: str, reason: str, fetcher: Fetcher
) -> None:
    async with fetcher.db.begin([business_id]) as session:
        await tell(session, business_id, delivery_id, status, reason)
