"""Copies of businesses' own templates, as they are published now."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Table, Text, Uuid, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.events import TemplatePublished
from goodword.letters import Template
from notifier.db.metadata import metadata

template = Table(
    "template",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("template_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    PrimaryKeyConstraint("business_id", "kind", "language"),
)

TemplateKey = tuple[UUID, str, str]
"""A business, a kind of letter and a language of ours."""

_SAVE = text("""
    insert into template (business_id, kind, language, template_id, version, subject, text, html)
    select e.* from unnest(
        cast(:businesses as uuid[]), cast(:kinds as text[]), cast(:languages as text[]),
        cast(:templates as uuid[]), cast(:versions as int[]), cast(:subjects as text[]),
        cast(:texts as text[]), cast(:htmls as text[])
    ) as e
    order by 1, 2, 3
    on conflict (business_id, kind, language) do update set
        template_id = excluded.template_id, version = excluded.version,
        subject = excluded.subject, text = excluded.text, html = excluded.html
    where template.version < excluded.version
""")


async def save_templates(session: AsyncSession, published: Sequence[TemplatePublished]) -> None:
    """Keep each, unless a newer version of it is known. Of one kind and language there is one."""
    await session.execute(
        _SAVE,
        {
            "businesses": [one.business_id for one in published],
            "kinds": [one.kind for one in published],
            "languages": [one.language for one in published],
            "templates": [one.template_id for one in published],
            "versions": [one.version for one in published],
            "subjects": [one.words.subject for one in published],
            "texts": [one.words.text for one in published],
            "htmls": [one.words.html for one in published],
        },
    )


async def own_template(session: AsyncSession, key: TemplateKey) -> Template | None:
    """The business's own template, under its id; None where letters are in our words."""
    business_id, kind, language = key
    wanted = select(template).where(
        template.c.business_id == business_id,
        template.c.kind == kind,
        template.c.language == language,
    )
    row = (await session.execute(wanted)).one_or_none()
    if row is None:
        return None
    return Template(
        name=ids.show("tpl", row.template_id),
        version=row.version,
        language=row.language,
        subject=row.subject,
        text=row.text,
        html=row.html,
    )
