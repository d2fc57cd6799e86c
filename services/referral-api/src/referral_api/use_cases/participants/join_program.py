"""Somebody takes part in a program and gets a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.bus import Said, say
from goodword.errors import Kind, Problem, RejectedError, TransientError
from referral_api.db import participants
from referral_api.db.businesses import business_of
from referral_api.domain.codes import link_of, make_code
from referral_api.domain.people import PersonRef
from referral_api.domain.program_events import participant_changed
from referral_api.use_cases.people.upsert_people import upsert_people
from referral_api.use_cases.programs.look_up import known_program

MAX_TRIES = 5


@dataclass(frozen=True, slots=True)
class Joining:
    """Who wants to take part in which program; `code` where they chose one."""

    program_id: UUID
    person: PersonRef
    code: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


async def join_program(
    joining: Joining, *, session: AsyncSession, public_url: str
) -> tuple[Row[Any], bool]:
    """The participant, and whether they are new: who takes part already stays as they are.

    The promise is the version that is published now. RejectedError where the program is not
    offered now, or the code is taken.
    """
    business_id = joining.person.business_id
    program = await known_program(business_id, joining.program_id, session=session)
    if program.status != "active":
        raise RejectedError(
            "program_not_active",
            f"This program is {program.status}; people can join while it is active.",
            kind=Kind.CONFLICT,
            current=program.status,
        )
    [person] = await upsert_people([joining.person], session=session)
    known = await participants.participation_of(
        session, business_id, joining.program_id, person.person_id
    )
    if known is not None:
        return _same(known, joining.code), False
    values = {
        "business_id": business_id,
        "program_id": joining.program_id,
        "program_version": program.published_version,
        "person_id": person.person_id,
        "joined_at": await clock.now(session, business_id),
        "metadata": dict(joining.metadata),
    }
    row = await _add(values, joining.code, session)
    business = await business_of(session, business_id)
    link = link_of(public_url, business.slug, row.code)
    await say(session, [Said(participant_changed(row, link), row.seq, row.last_tx)])
    return row, True


def _same(known: Row[Any], code: str | None) -> Row[Any]:
    if code is not None and known.code.upper() != code.upper():
        raise RejectedError(
            "already_participates",
            f"This person takes part already, with the code {known.code}.",
            kind=Kind.CONFLICT,
        )
    return known


async def _add(values: dict[str, Any], code: str | None, session: AsyncSession) -> Row[Any]:
    """The person's row is locked, so only the code can be taken."""
    for _ in range(MAX_TRIES):
        chosen = {**values, "id": ids.new(), "code": code or make_code()}
        row = await participants.add_participant(session, chosen)
        if row is not None:
            return row
        if code is not None:
            detail = "Somebody has this code; choose another."
            problem = Problem("/code", "code_taken", detail)
            raise RejectedError("code_taken", detail, kind=Kind.CONFLICT, problems=[problem])
    raise TransientError("every code that was made is taken")
