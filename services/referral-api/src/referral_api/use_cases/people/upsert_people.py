"""People somebody spoke of: recognised, or new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError, TransientError
from referral_api.db.people import identifiers, people
from referral_api.domain.people.person import Person, PersonRef
from referral_api.domain.people.recognition import Recognised, recognise
from referral_api.use_cases.people.ask_to_resolve import ask_to_resolve
from referral_api.use_cases.people.look_up import MergedMeanwhileError, person_erased
from referral_api.use_cases.people.read_identifiers import read_refs
from referral_api.use_cases.people.say_people import say_people

MAX_ROUNDS = 5
"""How often others may be first to an identifier before the work is put off."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person after a batch. `row` is theirs in the table, locked until the transaction ends.

    `client_since` is when they had first bought before this batch, if they had.
    """

    row: Row[Any]
    created: bool
    changed: bool
    client_since: datetime | None

    @property
    def person_id(self) -> UUID:
        found: UUID = self.row.id
        return found


async def upsert_people(wanted: Sequence[PersonRef], *, session: AsyncSession) -> list[KnownPerson]:
    """The persons behind `wanted`, in that order; of any number of businesses, in seven statements.

    (source, external id) beats e-mail beats phone; identifiers of somebody else are left with them;
    nobody is merged, but a human is asked to look; unknown identifiers are learned. Who is new or
    changed says `PersonChanged`. Who was merged into somebody is that one. The rows of all of them
    are locked, in the order of their keys. RejectedError `person_unknown` for an id of nobody;
    MergedMeanwhileError, after which the same may be tried again.
    """
    wanted = await _standing(await read_refs(wanted, session=session), session)
    found = await _settle(wanted, session)
    before = await people.lock_people(
        session,
        {
            (ref.business_id, person_id)
            for ref, person_id in zip(wanted, found.persons, strict=True)
            if person_id not in found.new
        },
    )
    if any(row.merged_into is not None for row in before.values()):
        raise MergedMeanwhileError("one of these people was merged into another one meanwhile")
    _check_there(wanted, before)
    now = _as_told(wanted, found, before)
    taught = {(business_id, person_id) for (business_id, _), person_id in found.learned.items()}
    changed = {
        who
        for who, person in now.items()
        if who in before and (who in taught or person != Person.of(before[who]))
    }
    rows = dict(before)
    rows |= await people.add_people(session, [now[who] for who in now if who not in before])
    rows |= await people.change_people(session, [now[who] for who in sorted(changed)])
    await say_people(session, [rows[who] for who in now if who in changed or who not in before])
    await ask_to_resolve(found.pairs, session=session)
    known = [(ref.business_id, each) for ref, each in zip(wanted, found.persons, strict=True)]
    return [_known(rows[who], before.get(who), changed=who in changed) for who in known]


async def _standing(wanted: Sequence[PersonRef], session: AsyncSession) -> list[PersonRef]:
    """The same, with those given by an id as who stands for them; identifiers have moved along."""
    given = [(ref.business_id, ref.person_id) for ref in wanted if ref.person_id is not None]
    standing = await people.survivors_of(session, given)
    if not standing:
        return list(wanted)
    return [
        replace(ref, person_id=standing.get((ref.business_id, ref.person_id), ref.person_id))
        if ref.person_id
        else ref
        for ref in wanted
    ]


async def _settle(wanted: Sequence[PersonRef], session: AsyncSession) -> Recognised:
    """Who is who, with all that was learned kept; again where somebody else was first."""
    keys = {(ref.business_id, identifier) for ref in wanted for identifier in ref.identifiers}
    for _ in range(MAX_ROUNDS):
        found = recognise(wanted, await identifiers.find_people(session, keys))
        kept = await identifiers.learn(session, found.learned)
        if len(kept) == len(found.learned):
            return found
        # Another transaction has just committed some of them, so that we may know who it is.
        await identifiers.unlearn(session, kept)
    raise TransientError("others keep being first to the same identifiers")


def _check_there(wanted: Sequence[PersonRef], rows: Mapping[people.Who, Row[Any]]) -> None:
    """Who is erased is known by nothing, so they were named by id, or have just been erased."""
    gone = {who for who, row in rows.items() if row.erased_at is not None}
    if any((ref.business_id, ref.person_id) in gone for ref in wanted):
        raise person_erased()
    if gone:
        raise MergedMeanwhileError("one of these people was erased at this moment")


def _as_told(
    wanted: Sequence[PersonRef], found: Recognised, before: dict[people.Who, Row[Any]]
) -> dict[people.Who, Person]:
    now = {who: Person.of(row) for who, row in before.items()}
    for ref, person_id in zip(wanted, found.persons, strict=True):
        who = (ref.business_id, person_id)
        if who not in now:
            if person_id not in found.new:
                raise RejectedError(
                    "person_unknown", "There is no person with this id.", kind=Kind.INVALID
                )
            now[who] = Person(business_id=ref.business_id, id=person_id)
        now[who] = now[who].told(ref)
    return now


def _known(row: Row[Any], before: Row[Any] | None, *, changed: bool) -> KnownPerson:
    return KnownPerson(
        row=row,
        created=before is None,
        changed=changed,
        client_since=before.first_purchase_at if before is not None else None,
    )
