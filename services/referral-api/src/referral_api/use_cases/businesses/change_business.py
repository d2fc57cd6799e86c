"""What a business is and wants, changed."""

from collections.abc import Mapping, Set
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from referral_api.db.businesses import businesses
from referral_api.domain.businesses.business_events import business_changed
from referral_api.domain.notes import noted
from referral_api.domain.versions import check_version


async def change_business(
    business_id: UUID,
    changes: Mapping[str, Any],
    expected: Set[int] | None,
    *,
    session: AsyncSession,
) -> Row[Any]:
    """The business after `changes` (columns), which is said where they change anything.

    `metadata` and `parameters` are changed key by key, null removing one. RejectedError
    `version_conflict` unless its version is among `expected`.
    """
    row = await businesses.business_of(session, business_id, lock=True)
    check_version(row.version, expected)
    wanted = dict(changes)
    if "metadata" in wanted:
        wanted["metadata"] = noted(row.metadata, wanted["metadata"])
    if "parameters" in wanted:
        merged = {**row.parameters, **wanted["parameters"]}
        wanted["parameters"] = {key: each for key, each in merged.items() if each is not None}
    if all(getattr(row, column) == value for column, value in wanted.items()):
        return row
    row = await businesses.change_business(session, business_id, wanted)
    await say(session, [Said(business_changed(row), row.seq, row.last_tx)])
    return row
