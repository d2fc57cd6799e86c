"""Participants, said as they are now."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from referral_api.db.businesses.businesses import business_of
from referral_api.domain.codes import link_of
from referral_api.domain.programs.program_events import participant_changed


async def say_participant(*rows: Row[Any], session: AsyncSession, public_url: str) -> None:
    """Say participants' rows, which have their place among the events of their keys already."""
    slugs = {
        business_id: (await business_of(session, business_id)).slug
        for business_id in {row.business_id for row in rows}
    }
    links = [link_of(public_url, slugs[row.business_id], row.code) for row in rows]
    await say(
        session,
        [
            Said(participant_changed(row, link), row.seq, row.last_tx)
            for row, link in zip(rows, links, strict=True)
        ],
    )
