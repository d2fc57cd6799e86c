"""Somebody takes part in a program and gets a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.errors import Kind, Problem, RejectedError, TransientError
from goodword.programs import ProgramDocument
from referral_api.db.businesses.businesses import business_of
from referral_api.db.programs import participants
from referral_api.db.programs.sign_offs import signed_places
from referral_api.domain.codes import make_code
from referral_api.domain.participants.chosen_codes import check_chosen
from referral_api.domain.participants.offers import check_offered, check_place, law_of, offer_to
from referral_api.domain.people.person import PersonRef
from referral_api.use_cases.participants.say_participant import say_participant
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
    offered, now or there, or the code is taken or not to be had.
    """
    if joining.code is not None:
        check_chosen(joining.code)
    business_id = joining.person.business_id
    program = await known_program(business_id, joining.program_id, session=session)
    now = await clock.now(session, business_id)
    check_offered(program, now)
    [person] = await upsert_people([joining.person], session=session)
    known = await participants.participation_of(
        session, business_id, joining.program_id, person.person_id
    )
    if known is not None:
        return _same(known, joining), False
    values = await _terms_of(joining, program, person.row, now, session)
    row = await _add(values, joining.code, session)
    await say_participant(row, session=session, public_url=public_url)
    return row, True


async def _terms_of(
    joining: Joining, program: Row[Any], person: Row[Any], now: datetime, session: AsyncSession
) -> dict[str, Any]:
    """What is fixed now, for as long as they take part."""
    document = ProgramDocument.model_validate(program.document)
    promised = program.business_id, program.id, program.published_version
    law = law_of(
        await business_of(session, program.business_id), await signed_places(session, *promised)
    )
    check_place(person, document)
    return {
        "business_id": program.business_id,
        "program_id": program.id,
        "program_version": program.published_version,
        "person_id": person.id,
        "joined_at": now,
        "offer": offer_to(person, document, law, now),
        "metadata": dict(joining.metadata),
    }


def _same(known: Row[Any], joining: Joining) -> Row[Any]:
    code = joining.code
    if code is not None and known.code.upper() != code.upper():
        raise RejectedError(
            "already_participates",
            f"This person takes part already, with the code {known.code}.",
            kind=Kind.CONFLICT,
        )
    if joining.metadata and joining.metadata != known.metadata:
        detail = "This person takes part already, with other metadata: change it with PATCH."
        problem = Problem("/metadata", "differs", detail)
        raise RejectedError("already_participates", detail, kind=Kind.CONFLICT, problems=[problem])
    return known


async def _add(values: dict[str, Any], code: str | None, session: AsyncSession) -> Row[Any]:
    """The person's row is locked, so only the code can be taken."""
    for _ in range(MAX_TRIES):
        chosen = {**values, "id": ids.new(), "code": code or make_code()}
        row = await participants.add_participant(session, chosen)
        if row is not None:
            return row
        if code is not None:
            detail = (
                "Somebody has this code, or one that reads the same (O and 0, I, L and 1, - and "
                "_); choose another."
            )
            problem = Problem("/code", "code_taken", detail)
            raise RejectedError("code_taken", detail, kind=Kind.CONFLICT, problems=[problem])
    raise TransientError("every code that was made is taken")
