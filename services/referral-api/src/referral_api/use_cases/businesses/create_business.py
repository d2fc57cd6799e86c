"""A new business. Its mode, live or test, is for life."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import Said, say
from goodword.database import widen
from goodword.errors import Kind, Problem, RejectedError
from referral_api.db.businesses.businesses import add_business, find_business
from referral_api.domain.businesses.business_events import business_changed
from referral_api.domain.businesses.slugs import slug_for


async def create_business(values: Mapping[str, Any], *, session: AsyncSession) -> Row[Any]:
    """The business, which is said; RejectedError `slug_taken` where another has the slug.

    The transaction sees the new business from here on, beside those it saw before.
    """
    slug = values.get("slug") or slug_for(values["name"])
    if await find_business(session, slug) is not None:
        detail = "Another business has this slug; choose another."
        problem = Problem("/slug", "slug_taken", detail)
        raise RejectedError("slug_taken", detail, kind=Kind.CONFLICT, problems=[problem])
    business_id = ids.new()
    await widen(session, [business_id])
    row = await add_business(session, {**values, "slug": slug, "business_id": business_id})
    await say(session, [Said(business_changed(row), row.seq, row.last_tx)])
    return row
