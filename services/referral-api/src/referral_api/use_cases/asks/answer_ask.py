"""A client answers an ask: with names, with "not now", or with "never"."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.bus import Said, say
from goodword.events import AskAnswered
from goodword.seal import Hasher
from referral_api.db.people.relationship_counts import count_relationships
from referral_api.db.relationships.asks import answer_once, note_referrals
from referral_api.domain.asks.ask import Answered
from referral_api.use_cases.asks.look_up import known_ask
from referral_api.use_cases.asks.name_prospects import name_prospects
from referral_api.use_cases.people.change_person import PersonChange, change_person
from referral_api.use_cases.people.look_up import standing_person


async def answer_ask(
    ask: tuple[UUID, UUID],
    person_id: UUID,
    said: Answered,
    *,
    session: AsyncSession,
    hasher: Hasher,
) -> tuple[Row[Any], bool]:
    """The ask (business and id), and whether this is its answer: the first one is, and a later one
    changes nothing, but for `never`, which counts whenever it is said. RejectedError
    `person_erased`, `self_referral`."""
    business_id, ask_id = ask
    now = await clock.now(session, business_id)
    row = await answer_once(
        session,
        {
            "business_id": business_id,
            "id": ask_id,
            "person_id": person_id,
            "answer": said.answer,
            "via": said.via,
            "answered_by": said.actor,
            "answered_at": now,
        },
    )
    if row is None:
        if said.answer == "never":
            await _never_again((business_id, person_id), session)
        return await known_ask(business_id, ask_id, session=session), False
    referral_ids: tuple[UUID, ...] = ()
    if said.answer == "named":
        referral_ids = await name_prospects(row, said, session=session, hasher=hasher)
        await note_referrals(session, business_id, ask_id, referral_ids)
    if said.answer == "never":
        await _never_again((business_id, person_id), session)
    await _say(row, referral_ids, session)
    return await known_ask(business_id, ask_id, session=session), True


async def _never_again(who: tuple[UUID, UUID], session: AsyncSession) -> None:
    await change_person(who, PersonChange(sets={"do_not_ask": True}), None, session=session)


async def _say(row: Row[Any], referral_ids: tuple[UUID, ...], session: AsyncSession) -> None:
    person = await standing_person(row.business_id, row.person_id, session=session)
    who = (row.business_id, person.id)
    place = (await count_relationships(session, {who: 1}))[who]
    answered = AskAnswered(
        business_id=row.business_id,
        ask_id=row.id,
        person_id=person.id,
        answer=row.answer,
        referral_ids=referral_ids,
        via=row.via,
        answered_at=row.answered_at,
    )
    await say(session, [Said(answered, place.seq, place.last_tx)])
