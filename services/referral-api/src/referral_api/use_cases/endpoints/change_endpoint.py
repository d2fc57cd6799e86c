"""Change where or of what a business is told, or whether at all."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.endpoints import endpoints
from referral_api.domain.endpoints.event_types import check_event_types
from referral_api.domain.notes import noted
from referral_api.domain.versions import check_version
from referral_api.use_cases.endpoints.ask_to_mend import mended
from referral_api.use_cases.endpoints.create_endpoint import check_address
from referral_api.use_cases.endpoints.look_up import known_endpoint


@dataclass(frozen=True, slots=True)
class Change:
    """Columns and what they are to be, of an endpoint whose version is among `expected`."""

    columns: Mapping[str, Any]
    expected: Set[int] | None


async def change_endpoint(
    business_id: UUID, endpoint_id: UUID, change: Change, *, private: bool, session: AsyncSession
) -> Row[Any]:
    """The endpoint after `change`. Made active again it begins anew: whatever failed before is not
    held against it, and comes again only by a replay.

    `metadata` is changed key by key. RejectedError `not_found`, `version_conflict`, `invalid_url`
    or `unknown_event_type`.
    """
    row = await known_endpoint(business_id, endpoint_id, session=session, lock=True)
    check_version(row.version, change.expected)
    wanted = dict(change.columns)
    if "url" in wanted:
        check_address(wanted["url"], private=private)
    if "event_types" in wanted:
        wanted["event_types"] = list(wanted["event_types"])
        check_event_types(wanted["event_types"])
    if "metadata" in wanted:
        wanted["metadata"] = noted(row.metadata, wanted["metadata"])
    if any(getattr(row, column) != value for column, value in wanted.items()):
        moved = wanted.get("status", row.status) != row.status
        await endpoints.change_endpoint(
            session, business_id, endpoint_id, wanted | (_moved(wanted["status"]) if moved else {})
        )
        if moved and wanted["status"] == "active":
            await mended(row, session=session)
    return await known_endpoint(business_id, endpoint_id, session=session)


def _moved(status: str) -> dict[str, Any]:
    if status == "active":
        return {"disabled_reason": None, "disabled_at": None, "failing_since": None}
    return {"disabled_reason": "by_hand", "disabled_at": func.now()}
