"""What is written of a person is read before it is kept, where letters tell it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.businesses.businesses import business_of
from referral_api.domain.wording import check_story


async def check_words(
    business_id: UUID, sets: Mapping[str, Any], locale: str | None, *, session: AsyncSession
) -> None:
    """RejectedError `words_refused` for a story that is set and may not be told, in the person's
    `locale`, or in the business's where none is known."""
    if sets.get("story"):
        spoken = sets.get("locale") or locale
        home = await business_of(session, business_id)
        check_story(sets["story"], spoken or home.locale)
