"""A business's own templates: one for each kind of letter and language, with what is published of
it and what may be next."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns
from referral_api.db.columns import changed, object_columns, said
from referral_api.db.metadata import metadata
from referral_api.db.single import one, one_or_none

template = Table(
    "template",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    # Subject, text and html.
    Column("draft", JSONB(none_as_null=True)),
    Column("published", JSONB(none_as_null=True)),
    Column("published_version", Integer),
    Column("published_at", DateTime(timezone=True)),
    *object_columns(),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    UniqueConstraint("business_id", "kind", "language", name="template_of_kind"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
    CheckConstraint("draft is not null or published is not null", name="template_has_words"),
)


def templates_of(business_id: UUID) -> Any:
    """The select of a business's templates."""
    return select(template).where(template.c.business_id == business_id)


async def template_of(
    session: AsyncSession, business_id: UUID, template_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """The template; its row locked where it is about to change."""
    wanted = templates_of(business_id).where(template.c.id == template_id)
    return await one_or_none(session, wanted.with_for_update() if lock else wanted)


async def published_of(
    session: AsyncSession, business_id: UUID, kind: str, language: str
) -> Row[Any] | None:
    """The template that takes the place of ours, if there is one."""
    wanted = templates_of(business_id).where(
        template.c.kind == kind,
        template.c.language == language,
        template.c.published_version.is_not(None),
    )
    return await one_or_none(session, wanted)


async def add_template(session: AsyncSession, values: Mapping[str, Any]) -> Row[Any] | None:
    """A new draft, of which nothing is said; None where the business has one for its kind and
    language."""
    statement = insert(template).values(**values, seq=0)
    free = statement.on_conflict_do_nothing(constraint="template_of_kind")
    return await one_or_none(session, free.returning(template))


async def change_template(
    session: AsyncSession, business_id: UUID, template_id: UUID, changes: Mapping[str, Any]
) -> Row[Any]:
    """A change that is ours alone."""
    return await _update(session, business_id, template_id, changes)


async def publish_template(
    session: AsyncSession, business_id: UUID, template_id: UUID, changes: Mapping[str, Any]
) -> Row[Any]:
    """A change that an event says."""
    return await _update(session, business_id, template_id, {**changes, **said(template)})


async def _update(
    session: AsyncSession, business_id: UUID, template_id: UUID, changes: Mapping[str, Any]
) -> Row[Any]:
    statement = (
        update(template)
        .where(template.c.business_id == business_id, template.c.id == template_id)
        .values({**changed(template), **changes})
    )
    return await one(session, statement.returning(template))
