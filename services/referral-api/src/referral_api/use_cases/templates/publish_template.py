"""A template's draft takes the place of our words, or of its own version before."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.bus import Said, say
from goodword.errors import Kind, RejectedError
from referral_api.db import templates
from referral_api.domain.templates import check_publishable, template_published, words_of
from referral_api.use_cases.templates.look_up import known_template


async def publish_template(
    business_id: UUID, template_id: UUID, *, session: AsyncSession
) -> Row[Any]:
    """The template with its new version, which is said.

    RejectedError `no_draft`, or `template_refused` where letters may not be written like this.
    """
    row = await known_template(business_id, template_id, session=session, lock=True)
    if row.draft is None:
        raise RejectedError(
            "no_draft",
            "There is nothing new to publish; change the template first.",
            kind=Kind.CONFLICT,
        )
    check_publishable(row.kind, words_of(row))
    changes = {
        "draft": None,
        "published": row.draft,
        "published_version": (row.published_version or 0) + 1,
        "published_at": await clock.now(session, business_id),
    }
    after = await templates.publish_template(session, business_id, template_id, changes)
    await say(session, [Said(template_published(after), after.seq, after.last_tx)])
    return after
