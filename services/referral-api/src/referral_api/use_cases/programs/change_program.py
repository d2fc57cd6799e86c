"""A program's draft or notes, changed. What is published never changes."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.businesses.businesses import business_of
from referral_api.db.programs import programs
from referral_api.domain.notes import noted
from referral_api.domain.programs.programs import check_not_ended, stored
from referral_api.domain.versions import check_version
from referral_api.use_cases.programs.documents import read_for
from referral_api.use_cases.programs.look_up import known_program


@dataclass(frozen=True, slots=True)
class ProgramChange:
    """A new draft, and notes to set or (null) remove; None leaves as it is."""

    document: Any = None
    metadata: Mapping[str, str | None] | None = None


async def change_program(
    business_id: UUID,
    program_id: UUID,
    change: ProgramChange,
    expected: Set[int] | None,
    *,
    session: AsyncSession,
) -> Row[Any]:
    """The program after the change, of which nobody hears before it is published."""
    row = await known_program(business_id, program_id, session=session, lock=True)
    check_version(row.version, expected)
    changes: dict[str, Any] = {}
    if change.metadata is not None:
        changes["metadata"] = noted(row.metadata, change.metadata)
    if change.document is not None:
        check_not_ended(row.status)
        business = await business_of(session, business_id)
        document = await read_for(business, change.document, "/document", session=session)
        changes["draft"] = stored(document)
    if all(getattr(row, column) == value for column, value in changes.items()):
        return row
    await programs.change_program(session, business_id, program_id, changes)
    return await known_program(business_id, program_id, session=session)
