"""A prospect agreed to be introduced: what is enclosed from now on is the introduction itself."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, IntroductionPermitted
from notifier.db.introductions import Heard, hear


async def note_permissions(
    batch: Sequence[Envelope[IntroductionPermitted]], *, session: AsyncSession
) -> None:
    """Keep it. What was asked for is still to come, so the reminders stay."""
    await hear(
        session,
        [
            Heard(
                business_id=one.business_id,
                referral_id=one.event.referral_id,
                seq=one.seq,
                permitted=True,
            )
            for one in batch
        ],
    )
