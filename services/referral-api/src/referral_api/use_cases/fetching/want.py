"""Have what deliveries only name asked for, once they are committed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.jobs import NewJob
from referral_api.domain.connections.wanted import Wanted

FETCH = "fetch_object"


@dataclass(frozen=True, slots=True)
class Naming:
    """A delivery that names something; `version` is another after each replay."""

    business_id: UUID
    delivery_id: UUID
    version: int
    wanted: Wanted


async def want(naming: Sequence[Naming], *, session: AsyncSession) -> None:
    """A job for each. A delivery that is replayed asks again."""
    await jobs.add(session, [_job(each) for each in naming])


def _job(each: Naming) -> NewJob:
    wanted = each.wanted
    key = f"{each.delivery_id}:{each.version}:{wanted.kind}:{wanted.id}"
    return NewJob(each.business_id, FETCH, key[:500], payload(each.delivery_id, wanted))


def payload(delivery_id: UUID, wanted: Wanted) -> dict[str, str]:
    return {"delivery_id": str(delivery_id), "kind": wanted.kind, "id": wanted.id}
