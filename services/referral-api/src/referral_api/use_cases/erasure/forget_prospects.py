"""Who was only ever referred is forgotten when the reason to know them is over (R-MSG-13)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, jobs
from goodword.jobs import Job
from referral_api.db.people.consents import consents_of
from referral_api.db.people.people import Who, everybody_behind, lock_people, survivors_of
from referral_api.db.people.prospects import is_only_prospect, referrals_to
from referral_api.domain.people.consents import in_effect
from referral_api.domain.referrals.retention import all_kept_until
from referral_api.use_cases.erasure.erase_person import erase_person
from referral_api.use_cases.erasure.tools import Eraser
from referral_api.use_cases.referrals.timers import forgetting

ASKED_BY: Final = "retention"
"""Who asks for these erasures, as an erasure is shown."""


async def forget_prospects(batch: Sequence[Job], *, eraser: Eraser, session: AsyncSession) -> None:
    """Erase the prospect of each job, unless there is more to know of them by now. Where a reason
    lasts longer they are looked at again when it ends; one whose end nobody can tell yet gets its
    job then."""
    about = sorted({(job.business_id, UUID(job.payload["person_id"])) for job in batch})
    now = await clock.now_of(session, {business_id for business_id, _ in about})
    survivors = await survivors_of(session, about)
    later: list[tuple[UUID, UUID, datetime]] = []
    for who in dict.fromkeys((who[0], survivors.get(who, who[1])) for who in about):
        until = await _kept_until(who, session)
        if until is not None and until > now[who[0]]:
            later.append((*who, until))
        elif until is not None and not await _consents(who, session):
            await erase_person(*who, asked_by=ASKED_BY, eraser=eraser, session=session)
    await jobs.add(session, forgetting(later))


async def _kept_until(who: Who, session: AsyncSession) -> datetime | None:
    """When the last reason to know them ends; None where nobody can tell, or they are more than a
    prospect. Looked at under the lock that a purchase by them waits for, too."""
    if who not in await lock_people(session, [who]) or not await is_only_prospect(session, who):
        return None
    return all_kept_until(await referrals_to(session, who))


async def _consents(who: Who, session: AsyncSession) -> bool:
    """Whether they allowed us anything themselves, which stands."""
    behind = [(who[0], each) for each in await session.scalars(everybody_behind(who))]
    said = [word for each in (await consents_of(session, behind)).values() for word in each]
    return any(word.state == "given" for word in in_effect(said))
