"""Whom to invite next to a survey or a review: by chance among all whom nothing speaks against, and
never by what they think of us (R-NPS-04, R-REV-01)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from referral_api.db.businesses.businesses import business_of
from referral_api.db.relationships.invitations import may_be_invited
from referral_api.use_cases.relationships.check_invitations import gaps_of


@dataclass(frozen=True, slots=True)
class Pick:
    """All who may be invited at `as_of`, in the order that `seed` gives."""

    seed: str
    as_of: datetime
    people: list[UUID]


async def pick_invitations(
    business_id: UUID, kind: str, seed: str | None, *, session: AsyncSession
) -> Pick:
    """Without a `seed` the order is another one on each day of the business."""
    business = await business_of(session, business_id)
    now = await clock.now(session, business_id)
    seed = seed or f"{now.astimezone(ZoneInfo(business.time_zone)):%Y-%m-%d}"
    gaps = gaps_of(business)
    asked = {
        "business_id": business_id,
        "kind": kind,
        "seed": seed,
        "now": now,
        "any_since": now - gaps.any,
        "relationship_since": now - gaps.relationship,
    }
    return Pick(seed, now, await may_be_invited(session, asked))
