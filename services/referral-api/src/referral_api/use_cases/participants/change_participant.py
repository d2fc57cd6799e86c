"""A participant leaves or comes back, or has other notes."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from referral_api.db.programs import participants
from referral_api.domain.notes import noted
from referral_api.domain.versions import check_version
from referral_api.use_cases.participants.look_up import known_participant
from referral_api.use_cases.participants.say_participant import say_participant


@dataclass(frozen=True, slots=True)
class ParticipantChange:
    """None leaves as it is."""

    status: str | None = None
    metadata: Mapping[str, str | None] | None = None

    def of(self, row: Row[Any], now: datetime) -> dict[str, Any]:
        """The columns that change, where it is `now` for the business."""
        wanted: dict[str, Any] = {}
        if self.status is not None:
            wanted["status"] = self.status
            wanted["left_at"] = (row.left_at or now) if self.status == "left" else None
        if self.metadata is not None:
            wanted["metadata"] = noted(row.metadata, self.metadata)
        return {name: value for name, value in wanted.items() if getattr(row, name) != value}


async def change_participant(
    who: tuple[UUID, UUID],
    change: ParticipantChange,
    expected: Set[int] | None,
    *,
    session: AsyncSession,
    public_url: str,
) -> Row[Any]:
    """The participant (`who`: business and id) after the change, which is said."""
    row = await known_participant(*who, session=session, lock=True)
    check_version(row.version, expected)
    changes = change.of(row, await clock.now(session, who[0]))
    if not changes:
        return row
    row = await participants.change_participant(session, *who, changes)
    await say_participant(row, session=session, public_url=public_url)
    return row
