"""Somebody signs that a version of a program may be offered in a place."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.bus import Said, say
from goodword.errors import Kind, RejectedError
from goodword.programs import ProgramDocument
from referral_api.db.businesses.businesses import business_of
from referral_api.db.programs.programs import version_or_none
from referral_api.db.programs.sign_offs import add_sign_off
from referral_api.domain.programs.sign_offs import open_rules, signed_off
from referral_api.use_cases.programs.look_up import known_program


@dataclass(frozen=True, slots=True)
class SigningOff:
    """Who signs (an actor) for which version (what is published, where None) and place, and why."""

    program_id: UUID
    version: int | None
    place: str
    reason: str
    actor: str


async def sign_off_program(
    business_id: UUID, signing: SigningOff, *, session: AsyncSession
) -> tuple[Row[Any], bool]:
    """The sign-off, which is said, and whether it is new: of two for one place the first counts.

    RejectedError `not_found` where there is no such version, or `forbidden_by_law`.
    """
    program = await known_program(business_id, signing.program_id, session=session, lock=True)
    version = signing.version or program.published_version
    raw = await version_or_none(session, business_id, program.id, version)
    if raw is None:
        raise RejectedError(
            "not_found",
            "There is no such version of the program; publish it, then sign for it.",
            kind=Kind.NOT_FOUND,
        )
    business = await business_of(session, business_id)
    row, new = await add_sign_off(
        session,
        {
            "business_id": business_id,
            "program_id": program.id,
            "program_version": version,
            "place": signing.place,
            "id": ids.new(),
            "rules": open_rules(ProgramDocument.model_validate(raw), business, signing.place),
            "reason": signing.reason,
            "actor": signing.actor,
            "signed_at": await clock.now(session, business_id),
        },
    )
    if new:
        await say(session, [Said(signed_off(row), row.seq, row.last_tx)])
    return row, new
