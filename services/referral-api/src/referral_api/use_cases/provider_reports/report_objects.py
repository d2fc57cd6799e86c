"""Tell rewards-worker which objects at providers it should look at."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.events import ProviderReported
from referral_api.db.connections.provider_objects import count_reports
from referral_api.domain.connections.provider_report import ReportedObject


async def report_objects(
    reported: Sequence[tuple[UUID, ReportedObject]], *, session: AsyncSession
) -> None:
    """One fact for each object of a business, however often it was reported in this batch."""
    if not reported:
        return
    objects = {(business_id, one.provider, one.object_id) for business_id, one in reported}
    rows = await count_reports(session, objects)
    await say(
        session,
        [
            Said(
                ProviderReported(
                    business_id=row.business_id,
                    provider=row.provider,
                    object_ids=(row.object_id,),
                ),
                row.seq,
                row.last_tx,
            )
            for row in rows
        ],
    )
