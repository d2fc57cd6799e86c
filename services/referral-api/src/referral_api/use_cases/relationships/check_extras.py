"""Extras that were given count as value where the law allows them (R-VAL-04)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.businesses.businesses import businesses_of
from referral_api.domain.relationships.extras import EXTRA, NOT_ALLOWED, is_allowed


async def check_extras(
    reports: Iterable[dict[str, Any]], people: Sequence[Row[Any]], *, session: AsyncSession
) -> None:
    """Note of each extra among these reports, which is about one of `people`, that it does not
    count where it is not allowed; it was given all the same, and is kept."""
    extras = [each for each in reports if each.get("kind") == EXTRA and each["not_counted"] is None]
    if not extras:
        return
    businesses = await businesses_of(session, [each["business_id"] for each in extras])
    known = {(row.business_id, row.id): row for row in people}
    for each in extras:
        person = known[each["business_id"], each["person_id"]]
        if not is_allowed(businesses[each["business_id"]], person):
            each["not_counted"] = NOT_ALLOWED
