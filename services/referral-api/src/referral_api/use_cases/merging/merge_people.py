"""Two people who turn out to be one: one of them stands for both from now on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.errors import Kind, Problem, RejectedError
from referral_api.db.people import people
from referral_api.db.people.merging import move_belongings
from referral_api.domain.people.merging import merged
from referral_api.domain.people.person import Person
from referral_api.domain.people.recognition import pair_of
from referral_api.use_cases.participants.say_participant import say_participant
from referral_api.use_cases.people.ask_to_resolve import resolved
from referral_api.use_cases.people.look_up import MergedMeanwhileError, known_person, person_erased
from referral_api.use_cases.people.say_people import say_people


async def merge_people(
    who: tuple[UUID, UUID], into: UUID, *, session: AsyncSession, public_url: str
) -> Row[Any]:
    """The person who stands for both: `into`, or who stands for that one already.

    The person (`who`: business and id) is an alias for ever; what is theirs moves, and whoever
    was merged into them before follows. A repeat changes nothing. RejectedError `not_found`,
    `person_unknown`, `same_person`, `already_merged`; MergedMeanwhileError, which may be retried.
    """
    business_id, alias = who
    survivor = await _standing(business_id, into, session)
    before = await known_person(business_id, alias, session=session)
    if before.merged_into == survivor:
        return await known_person(business_id, survivor, session=session)
    if alias == survivor:
        raise _same_person()
    if before.merged_into is not None:
        raise _already_merged(before.merged_into)
    followers = await people.aliases_of(session, who)
    rows = await people.lock_for_merge(session, business_id, [alias, survivor, *followers])
    if not _is_as_seen(rows, alias, survivor) or await people.aliases_of(session, who) != followers:
        raise MergedMeanwhileError("one of them was merged into another one at this moment")
    if any(row.erased_at is not None for row in rows.values()):
        raise person_erased()
    return await _merge(rows, (alias, survivor), session, public_url)


async def _standing(business_id: UUID, person_id: UUID, session: AsyncSession) -> UUID:
    row = await people.person_of(session, (business_id, person_id))
    if row is None:
        detail = "There is no person with this id."
        raise RejectedError(
            "person_unknown", detail, problems=[Problem("/into", "person_unknown", detail)]
        )
    standing: UUID = row.merged_into or row.id
    return standing


def _is_as_seen(rows: Mapping[UUID, Row[Any]], alias: UUID, survivor: UUID) -> bool:
    return all(each in rows and rows[each].merged_into is None for each in (alias, survivor))


async def _merge(
    rows: Mapping[UUID, Row[Any]], pair: tuple[UUID, UUID], session: AsyncSession, public_url: str
) -> Row[Any]:
    alias, survivor = (Person.of(rows[each]) for each in pair)
    moved = await move_belongings(session, survivor.business_id, alias.id, survivor.id)
    aliases = [Person.of(row) for row in rows.values() if row.id != survivor.id]
    now = await clock.now(session, survivor.business_id)
    after = [
        merged(survivor, alias),
        *(
            replace(each, merged_into=survivor.id, merged_at=each.merged_at or now)
            for each in aliases
        ),
    ]
    changed = await people.change_people(session, after)
    await say_people(session, list(changed.values()))
    await _settle(rows, survivor, session)
    await say_participant(*moved, session=session, public_url=public_url)
    return changed[survivor.business_id, survivor.id]


async def _settle(rows: Mapping[UUID, Row[Any]], survivor: Person, session: AsyncSession) -> None:
    """Nobody need ask any more whether two of those are one who are one now."""
    business_id = survivor.business_id
    before = await people.aliases_of(session, (business_id, survivor.id))
    pairs = {
        pair_of(business_id, one, other)
        for one in rows
        for other in {survivor.id, *before}
        if one != other
    }
    await resolved(pairs, session=session)


def _same_person() -> RejectedError:
    return RejectedError(
        "same_person",
        "Both are the same person already; name two different ones.",
        kind=Kind.CONFLICT,
    )


def _already_merged(into: UUID) -> RejectedError:
    standing = ids.show("per", into)
    return RejectedError(
        "already_merged",
        f"This person was merged into {standing} before; merge that one instead.",
        kind=Kind.CONFLICT,
    )
