"""What a referrer said of a prospect travels with the prospect, and goes when either is erased."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import erase_events
from referral_api.db.people import people, prospects
from referral_api.db.people.people import Who
from referral_api.domain.people.person import Person, with_words
from referral_api.use_cases.people.say_people import say_people


async def note_referred(who: Who, referral: Mapping[str, Any], *, session: AsyncSession) -> None:
    """Keep with the prospect `who` how a referral's row says that the two know each other, and
    why it may be of use to them; said, where anything is said of it."""
    said = {"how_known": referral["context"], "need": referral["need"]}
    if not any(said.values()):
        return
    standing = who[0], (await people.survivors_of(session, [who])).get(who, who[1])
    row = (await people.lock_people(session, [standing]))[standing]
    words = {"referral_id": ids.show("ref", referral["id"]), **said}
    changed = await people.change_people(session, [with_words(Person.of(row), words)])
    await say_people(session, list(changed.values()))


async def forget_referred(
    business_id: UUID, referrers: Sequence[UUID], *, session: AsyncSession
) -> None:
    """Forget what these people, who are erased, said of those whom they referred: in the rows of
    those, and in what was said of them before."""
    named = await prospects.referrals_by(session, business_id, referrers)
    those = {ids.show("ref", row.id) for row in named}
    spoken_of = await prospects.spoken_of(session, business_id, named)
    who = [(business_id, row.id) for row in spoken_of if _names(row, those)]
    if not who:
        return
    rows = await people.lock_people(session, who)
    left = [_without(Person.of(row), those) for row in rows.values()]
    await erase_events(session, business_id, [ids.show("per", one.id) for one in left])
    changed = await people.change_people(session, left)
    await say_people(session, list(changed.values()))


def _names(row: Any, those: set[str]) -> bool:
    return any(one["referral_id"] in those for one in row.referred)


def _without(person: Person, those: set[str]) -> Person:
    kept = tuple(one for one in person.referred if one["referral_id"] not in those)
    return replace(person, referred=kept)
