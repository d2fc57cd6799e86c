"""A referrer has introduced their prospect, as evidence shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.bus import Said, say
from referral_api.db.businesses.businesses import business_of
from referral_api.db.programs.programs import document_of
from referral_api.db.referrals.referrals import say_change
from referral_api.domain.referrals.offer import Offer
from referral_api.domain.referrals.referral import step
from referral_api.domain.referrals.stages import introduction_made
from referral_api.use_cases.referrals.reading import read_referral
from referral_api.use_cases.referrals.standing import frozen_standing
from referral_api.use_cases.referrals.timers import expiries


@dataclass(frozen=True, slots=True)
class Shown:
    """When it was made, who says so, and what shows it: `kind` (R-INT-05), and `ref`, by which it
    is found. Where it is not `verified`, somebody is to look before it earns."""

    at: datetime
    actor: str
    evidence: Mapping[str, str]
    verified: bool = True

    @property
    def said_by(self) -> str | None:
        """Who said it; of what a source brought, nobody."""
        return None if self.actor.startswith("source:") else self.actor


async def introduce(row: Row[Any], shown: Shown, *, session: AsyncSession) -> None:
    """Take a locked referral, which may move there, to `introduced` and `active_referral`; its
    window begins, where the program counts from the introduction."""
    taken = step("introduced", shown.at, shown.actor, **shown.evidence)
    taken["verified"] = shown.verified
    place = await say_change(
        session,
        row.business_id,
        row.id,
        {
            "status": "introduced",
            "class": "active_referral",
            "steps": [*row.steps, taken],
            "window_ends_at": await _window_end(row, shown.at, session),
        },
    )
    referral = read_referral(place)
    standing = await frozen_standing(referral, shown.at, session=session)
    event = introduction_made(referral, shown.at, shown.evidence["kind"], standing, shown.said_by)
    await say(session, [Said(event, place.seq, place.last_tx)])
    await jobs.add(session, expiries([(row.business_id, row.id, place.window_ends_at)]))


async def _window_end(row: Row[Any], at: datetime, session: AsyncSession) -> datetime | None:
    business_id = row.business_id
    version = row.program_id, row.program_version
    window = (await document_of(session, business_id, *version))["window"]
    if window["from"] != "introduction":
        ends_at: datetime | None = row.window_ends_at
        return ends_at
    zone = (await business_of(session, business_id)).time_zone
    return Offer(window["days"], "introduction", "last", zone).ends_at(at)
