"""A person, changed by somebody who has seen them."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.errors import RejectedError
from referral_api.db.people import identifiers, people
from referral_api.domain.notes import noted
from referral_api.domain.people.person import Identifier, Person
from referral_api.domain.versions import check_version
from referral_api.use_cases.people.appoint_rep import appoint_rep
from referral_api.use_cases.people.check_words import check_words
from referral_api.use_cases.people.conflicts import identifiers_conflict
from referral_api.use_cases.people.look_up import standing_person
from referral_api.use_cases.people.read_identifiers import read_identifiers
from referral_api.use_cases.people.say_people import say_people

FAVOURITES = ("favourite_restaurant", "favourite_charity")


@dataclass(frozen=True, slots=True)
class PersonChange:
    """Columns to set, notes to change, and by kind the identifiers to have instead."""

    sets: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, str | None] | None = None
    identifiers: Mapping[str, Sequence[Identifier]] = field(default_factory=dict)


async def change_person(
    who: tuple[UUID, UUID],
    change: PersonChange,
    expected: Set[int] | None,
    *,
    session: AsyncSession,
) -> Row[Any]:
    """The person (`who`: business and id, or who stands for them) after the change, which is said.

    RejectedError `version_conflict`, `words_refused` for a story that may not be told, or
    `identifiers_conflict` for what is somebody else's.
    """
    sets = await appoint_rep(who[0], change.sets, session=session)
    row = await standing_person(*who, session=session)
    who = (row.business_id, row.id)
    check_version(row.version, expected)
    before = Person.of(row)
    await check_words(who[0], sets, before.locale, session=session)
    after = replace(before, **await _columns(before, replace(change, sets=sets), session))
    renamed = await _rename(who, change, session)
    if after == before and not renamed:
        return row
    row = (await people.change_people(session, [after]))[who]
    await say_people(session, [row])
    return row


async def _columns(before: Person, change: PersonChange, session: AsyncSession) -> dict[str, Any]:
    columns = dict(change.sets)
    if change.metadata is not None:
        columns["metadata"] = noted(before.metadata, change.metadata)
    named = any(columns.get(name) not in (None, getattr(before, name)) for name in FAVOURITES)
    # The first time counts: whoever changes their mind later was asked before.
    if named and before.favourites_captured_at is None:
        columns["favourites_captured_at"] = await clock.now(session, before.business_id)
    return columns


async def _rename(who: tuple[UUID, UUID], change: PersonChange, session: AsyncSession) -> bool:
    """Give the person the identifiers of each kind that is named; True where any changed."""
    known = (await identifiers.known_by(session, [who]))[who]
    named = [each for listed in change.identifiers.values() for each in listed]
    wanted = list(await read_identifiers(who[0], named, session=session))
    replaced = [each for each in known if each.kind in change.identifiers]
    if wanted == replaced:
        return False
    if len(replaced) == len(known) and not wanted:
        detail = "Leave at least one identifier, or nobody could recognise this person."
        raise RejectedError("no_identifier", detail)
    await identifiers.unlearn(session, [(who[0], each) for each in replaced])
    learned = {(who[0], each): who[1] for each in wanted}
    kept = await identifiers.learn(session, learned)
    taken = [each for each in wanted if (who[0], each) not in kept]
    if taken:
        owners = await identifiers.find_people(session, [(who[0], each) for each in taken])
        whose = {each: owners.get((who[0], each)) for each in taken}
        raise identifiers_conflict(who[1], wanted, whose)
    return True
