"""Businesses' own templates, in whose words letters are written from then on."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, TemplatePublished
from notifier.db.templates import TemplateKey, save_templates


async def apply_templates(
    batch: Sequence[Envelope[TemplatePublished]], *, session: AsyncSession
) -> None:
    """Keep the newest of each. A mail that was composed before stays as it is."""
    newest: dict[TemplateKey, TemplatePublished] = {}
    for envelope in batch:
        event = envelope.event
        key = event.business_id, event.kind, event.language
        if key not in newest or newest[key].version < event.version:
            newest[key] = event
    await save_templates(session, list(newest.values()))
