"""Who was only ever referred is forgotten when the reason to know them is over (R-MSG-13)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.jobs import Job
from referral_api.db.people.consents import consents_of
from referral_api.db.people.people import Who, everybody_behind, lock_people, survivors_of
from referral_api.db.people.prospects import is_only_prospect, referrals_to
from referral_api.domain.people.consents import in_effect
from referral_api.domain.referrals.retention import all_kept_until
from referral_api.use_cases.erasure.erase_person import erase_person
from referral_api.use_cases.erasure.tools import Eraser

ASKED_BY: Final = "retention"
"""Who asks for these erasures, as an erasure is shown."""


async def forget_prospects(jobs: Sequence[Job], *, eraser: Eraser, session: AsyncSession) -> None:
    """Erase the prospect of each job, unless there is more to know of them by now, or a reason that
    lasts longer: that one has a job of its own, or gets it when it ends."""
    about = sorted({(job.business_id, UUID(job.payload["person_id"])) for job in jobs})
    now = await clock.now_of(session, {business_id for business_id, _ in about})
    survivors = await survivors_of(session, about)
    for who in dict.fromkeys((who[0], survivors.get(who, who[1])) for who in about):
        if await _is_over(who, now[who[0]], session):
            await erase_person(*who, asked_by=ASKED_BY, eraser=eraser, session=session)


async def _is_over(who: Who, now: datetime, session: AsyncSession) -> bool:
    """Looked at under the lock that a purchase by them waits for, too."""
    if who not in await lock_people(session, [who]) or not await is_only_prospect(session, who):
        return False
    until = all_kept_until(await referrals_to(session, who))
    return until is not None and until <= now and not await _consents(who, session)


async def _consents(who: Who, session: AsyncSession) -> bool:
    """Whether they allowed us anything themselves, which stands."""
    behind = [(who[0], each) for each in await session.scalars(everybody_behind(who))]
    said = [word for each in (await consents_of(session, behind)).values() for word in each]
    return any(word.state == "given" for word in in_effect(said))
