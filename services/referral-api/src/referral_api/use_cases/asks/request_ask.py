"""A business wants a client asked now."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.bus import Said, say
from goodword.events import AskRequested, as_actor
from referral_api.db.people.relationship_counts import count_relationships
from referral_api.db.relationships.asks import add_ask
from referral_api.domain.asks.body import AskBody
from referral_api.domain.people.refs import person_ref
from referral_api.use_cases.asks.look_up import known_ask
from referral_api.use_cases.people.upsert_people import upsert_people


async def request_ask(
    business_id: UUID, body: AskBody, actor: str, *, session: AsyncSession
) -> Row[Any]:
    """The ask, proposed: the notifier says whether it is sent, or why it is withheld."""
    person_id = await _person(business_id, body, session)
    now = await clock.now(session, business_id)
    ask_id = ids.new()
    wanted = {
        "business_id": business_id,
        "person_id": person_id,
        "rep_id": body.rep_id,
        "wanted": body.wanted,
        "requested_at": now,
    }
    notes = {"metadata": body.metadata, "requested_by": actor}
    await add_ask(session, {**wanted, "id": ask_id, **notes})
    counted = await count_relationships(session, {(business_id, person_id): 1})
    place = counted[business_id, person_id]
    requested = AskRequested(**wanted, ask_id=ask_id, actor=as_actor(actor))
    await say(session, [Said(requested, place.seq, place.last_tx)])
    return await known_ask(business_id, ask_id, session=session)


async def _person(business_id: UUID, body: AskBody, session: AsyncSession) -> UUID:
    # Whoever is to be asked is no client on that account: the gate asks only who has bought.
    refs = [person_ref(business_id, body.person_ref)]
    if body.rep_id:
        refs.append(person_ref(business_id, body.rep_id, "rep"))
    return (await upsert_people(refs, session=session))[0].person_id
