"""A client answers an ask with names."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.seal import Hasher
from goodword.tasks import NewTask, open_tasks
from referral_api.db.programs.participants import active_programs
from referral_api.domain.asks.ask import Answered, program_for, prospect_ref
from referral_api.domain.people.refs import person_ref
from referral_api.domain.referrals.body import ReferralBody
from referral_api.domain.tasks import FOLLOW_UP_NAME
from referral_api.use_cases.people.upsert_people import upsert_people
from referral_api.use_cases.referring.name_referral import name_referral


async def name_prospects(
    row: Row[Any], said: Answered, *, session: AsyncSession, hasher: Hasher
) -> tuple[UUID, ...]:
    """The referrals of who was named in answer to an ask's row, locked before.

    All people are locked at once here, in order, so that two answers never wait for each other in
    a circle. Where no program takes them (`program_for`) they are kept as people, and whoever owns
    the client looks after them. RejectedError `self_referral`.
    """
    business_id: UUID = row.business_id
    refs = [person_ref(business_id, row.person_id, "referrer")]
    refs += [
        prospect_ref((business_id, row.id), place, named)
        for place, named in enumerate(said.prospects, 1)
    ]
    referrer, *prospects = await upsert_people(refs, session=session)
    now = await clock.now(session, business_id)
    programs = await active_programs(session, business_id, referrer.person_id)
    program_id = program_for(programs, now)
    rep_id = row.rep_id or referrer.row.rep_id
    if program_id is None:
        await _follow_up(row, rep_id, [each.person_id for each in prospects], session)
        return ()
    referral_ids = []
    for known, named in zip(prospects, said.prospects, strict=True):
        body = ReferralBody(
            program_id=program_id,
            referrer_ref=ids.show("per", referrer.person_id),
            prospect_ref=ids.show("per", known.person_id),
            permission=named.permission,
            context=named.how_known,
            need=named.need,
            rep_id=rep_id,
        )
        referral, _ = await name_referral(
            business_id, body, said.actor, session=session, hasher=hasher
        )
        referral_ids.append(referral.id)
    return tuple(dict.fromkeys(referral_ids))


async def _follow_up(
    row: Row[Any], rep_id: UUID | None, prospects: list[UUID], session: AsyncSession
) -> None:
    people = [ids.show("per", each) for each in (row.person_id, *prospects)]
    ask = ids.show("ask", row.id)
    task = NewTask(
        business_id=row.business_id,
        kind=FOLLOW_UP_NAME,
        occasion=ask,
        subjects=(*people, ask),
        assignee_id=rep_id,
    )
    await open_tasks(session, [task])
