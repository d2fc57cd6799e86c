"""A business takes a set-up away; its secrets are gone."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from referral_api.db.businesses import set_ups
from referral_api.domain.businesses.set_up_events import settings_changed
from referral_api.use_cases.set_ups.look_up import not_set_up


async def remove_set_up(business_id: UUID, kind: str, *, session: AsyncSession) -> None:
    """RejectedError `not_found` where nothing of the kind is set up."""
    row = await set_ups.lock_set_up(session, business_id, kind)
    if row is None or row.body is None:
        raise not_set_up()
    nothing: dict[str, Any] = {"body": None, "sealed": None, "secret_names": []}
    after = await set_ups.change_set_up(session, row, nothing)
    await say(session, [Said(settings_changed(after), after.seq, after.last_tx)])
