"""A business begins a template of its own, as a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import Kind, RejectedError
from goodword.letters import default_template
from referral_api.db import templates


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """Of which kind and language; `words` are subject, text and html, None for a copy of ours."""

    kind: str
    language: str
    words: Mapping[str, str] | None
    metadata: Mapping[str, str]


async def create_template(
    business_id: UUID, wanted: NewTemplate, *, session: AsyncSession
) -> Row[Any]:
    """The template; RejectedError `template_exists` where the business has one of the kind in the
    language."""
    row = await templates.add_template(
        session,
        {
            "business_id": business_id,
            "id": ids.new(),
            "kind": wanted.kind,
            "language": wanted.language,
            "draft": dict(wanted.words or _ours(wanted)),
            "metadata": dict(wanted.metadata),
        },
    )
    if row is None:
        raise RejectedError(
            "template_exists",
            f"You have a template of {wanted.kind} in {wanted.language}; change that one.",
            kind=Kind.CONFLICT,
        )
    return row


def _ours(wanted: NewTemplate) -> Mapping[str, str]:
    ours = default_template(wanted.kind, wanted.language)
    return {"subject": ours.subject.rstrip("\n"), "text": ours.text, "html": ours.html}
