"""Tell rewards-worker which objects at providers it should look at."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
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
    # What says why a message did not arrive comes last here, and so is what counts.
    in_order = sorted(
        reported, key=lambda pair: (pair[1].undelivered is not None, pair[1].may_resend)
    )
    objects = {(business_id, one.provider, one.object_id): one for business_id, one in in_order}
    rows = await count_reports(session, objects)
    await say(
        session,
        [
            Said(
                ProviderReported(
                    business_id=row.business_id,
                    provider=row.provider,
                    object_ids=(row.object_id,),
                    undelivered=objects[_key(row)].undelivered,
                    may_resend=objects[_key(row)].may_resend,
                ),
                row.seq,
                row.last_tx,
            )
            for row in rows
        ],
    )


def _key(row: Row[Any]) -> tuple[UUID, str, str]:
    return row.business_id, row.provider, row.object_id
