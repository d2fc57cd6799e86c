"""Forget a person: from here on nothing in our own tables tells who they were.

Copies elsewhere follow from `PersonErased`; webhooks and answers that name them are found by
`sweep_erasures`, for which what they were known by is kept, sealed, until it is done.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import Said, erase_events, say
from goodword.events import PersonErased
from referral_api.db.people import erasing, erasures, people
from referral_api.db.people.words import forget_words
from referral_api.db.projections.tasks import forget_proofs
from referral_api.domain.people.person import Identifier
from referral_api.domain.people.sought import Sought
from referral_api.domain.referrals.traces import trace
from referral_api.use_cases.erasure.leave_programs import leave_programs
from referral_api.use_cases.erasure.tools import Eraser
from referral_api.use_cases.people.look_up import MergedMeanwhileError, known_person
from referral_api.use_cases.people.note_referred import forget_referred
from referral_api.use_cases.public.suppress_addresses import ERASED, suppress_addresses


async def erase_person(
    business_id: UUID, person_id: UUID, *, asked_by: str, eraser: Eraser, session: AsyncSession
) -> Row[Any]:
    """The erasure of who stands for this person, and of all who were merged into them.

    A repeat changes nothing. RejectedError `not_found`; MergedMeanwhileError, which may be retried.
    """
    found = await known_person(business_id, person_id, session=session)
    standing = found.merged_into or found.id
    rows = await _lock(business_id, standing, session)
    those = [row.id for row in rows]
    known = await erasures.erasure_of(session, business_id, standing)
    if known is not None and known.erased_at is not None:
        return known
    before = await _take_traces(business_id, those, eraser, session)
    await suppress_addresses(business_id, before, ERASED, hasher=eraser.hasher, session=session)
    await leave_programs(business_id, those, eraser=eraser, session=session)
    sought = await _sought(rows, before, session)
    if known is not None and known.sought is not None:
        sought |= Sought.read(eraser.sealer.open(known.sought))
    await forget_referred(business_id, those, session=session)
    await erasing.empty_texts(session, business_id, those)
    rewards = await erasing.rewards_of(session, business_id, those)
    about = [*sought.people, *sought.facts, *(ids.show("rwd", each) for each in rewards)]
    await erasing.empty_tasks(session, business_id, about)
    await forget_proofs(session, business_id, [ids.show("per", each) for each in those])
    await _empty(business_id, those, session)
    return await erasures.note_erased(
        session,
        {
            "business_id": business_id,
            "id": known.id if known is not None else ids.new(),
            "person_id": standing,
            "asked_by": asked_by,
            "sought": eraser.sealer.seal(sought.written()),
        },
    )


async def _lock(business_id: UUID, standing: UUID, session: AsyncSession) -> list[Row[Any]]:
    """The person and their aliases, locked in the order of ids."""
    who = (business_id, standing)
    aliases = await people.aliases_of(session, who)
    rows = await people.lock_for_merge(session, business_id, [standing, *aliases])
    merged = standing not in rows or rows[standing].merged_into is not None
    if merged or await people.aliases_of(session, who) != aliases:
        raise MergedMeanwhileError("one of them was merged into another one at this moment")
    return [rows[each] for each in (standing, *aliases)]


async def _take_traces(
    business_id: UUID, those: Sequence[UUID], eraser: Eraser, session: AsyncSession
) -> list[Identifier]:
    """What they were known by. Of prospects keyed hashes stay until their window ends, so that a
    later purchase is still somebody's merit."""
    rows = await erasing.take_identifiers(session, business_id, those)
    taken = [Identifier(row.kind, row.source, row.value) for row in rows]
    referrals = await erasing.open_referrals_of(session, business_id, those)
    await erasing.leave_traces(
        session,
        [
            {
                "business_id": business_id,
                "hash": trace(eraser.hasher, business_id, identifier),
                "referral_id": referral_id,
                "kind": identifier.kind,
            }
            for referral_id in referrals
            for identifier in taken
        ],
    )
    return taken


async def _sought(
    rows: Sequence[Row[Any]], known_by: Sequence[Identifier], session: AsyncSession
) -> Sought:
    """Of people by their rows. What came of a mail are asks and referrals."""
    business_id, those = rows[0].business_id, [row.id for row in rows]
    sales = await erasing.sales_of(session, business_id, those)
    facts = [ids.show("sal", row.id) for row in sales]
    facts += [ids.show("rfd", refund_id) for row in sales for refund_id in row.refunds]
    written_of = await erasing.written_of(session, business_id, those)
    facts += [ids.show(row.kind, row.id) for row in written_of]
    names = [name for row in rows for name in _names(row)]
    return Sought.known_by(known_by, [ids.show("per", each) for each in those], facts, names)


def _names(row: Row[Any]) -> tuple[str | None, ...]:
    return row.display_name, f"{row.given_name or ''} {row.family_name or ''}"


async def _empty(business_id: UUID, those: Sequence[UUID], session: AsyncSession) -> None:
    """Empty the rows, overwrite what was said of them, and say the one thing that stays."""
    await erase_events(session, business_id, [ids.show("per", each) for each in those])
    rows = await erasing.empty_people(session, business_id, those)
    await forget_words(session, business_id, those)
    erased = [
        PersonErased(business_id=business_id, person_id=row.id, version=row.version) for row in rows
    ]
    said = zip(erased, rows, strict=True)
    await say(session, [Said(event, row.seq, row.last_tx) for event, row in said])
