"""A template's draft or notes, changed. What is published stays until the draft is published."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db import templates
from referral_api.domain.notes import noted
from referral_api.domain.versions import check_version
from referral_api.use_cases.templates.look_up import known_template


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """New words of some parts, and notes to set or (null) remove; None leaves as it is."""

    words: Mapping[str, str]
    metadata: Mapping[str, str | None] | None = None


async def change_template(
    business_id: UUID,
    template_id: UUID,
    change: TemplateChange,
    expected: Set[int] | None,
    *,
    session: AsyncSession,
) -> Row[Any]:
    """The template after the change, of which nobody hears before it is published."""
    row = await known_template(business_id, template_id, session=session, lock=True)
    check_version(row.version, expected)
    changes: dict[str, Any] = {}
    if change.metadata is not None:
        changes["metadata"] = noted(row.metadata, change.metadata)
    before = row.draft or row.published
    after = {**before, **change.words}
    if after != before:
        changes["draft"] = after
    if all(getattr(row, column) == value for column, value in changes.items()):
        return row
    return await templates.change_template(session, business_id, template_id, changes)
