"""A program's draft becomes its next version, which never changes."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.bus import Said, say
from goodword.errors import Kind, RejectedError
from goodword.programs import ProgramDocument
from referral_api.db.businesses.businesses import business_of
from referral_api.db.programs import programs
from referral_api.domain.programs.program_events import program_changed, program_published
from referral_api.domain.programs.programs import check_lawful, moved, stored
from referral_api.use_cases.programs.documents import read_for
from referral_api.use_cases.programs.look_up import known_program

DRAFT = "/draft"


async def publish_program(
    business_id: UUID, program_id: UUID, *, session: AsyncSession
) -> Row[Any]:
    """The program with its new version, which is said.

    RejectedError `illegal_transition`, `no_draft`, `invalid_program` (its end may be over by now)
    or `forbidden_by_law`.
    """
    row = await known_program(business_id, program_id, session=session, lock=True)
    status = moved(row.status, "publish")
    if row.draft is None:
        raise RejectedError(
            "no_draft",
            "There is nothing new to publish; change the program first.",
            kind=Kind.CONFLICT,
        )
    business = await business_of(session, business_id)
    document = await read_for(business, row.draft, DRAFT, session=session)
    check_lawful(document, business, DRAFT)
    await _publish(row, status, document, session)
    return await known_program(business_id, program_id, session=session)


async def _publish(
    row: Row[Any], status: str, document: ProgramDocument, session: AsyncSession
) -> None:
    number = (row.published_version or 0) + 1
    version = await programs.add_version(
        session,
        {
            "business_id": row.business_id,
            "program_id": row.id,
            "version": number,
            "id": ids.new(),
            "document": stored(document),
            "published_at": await clock.now(session, row.business_id),
        },
    )
    changes = {"status": status, "draft": None, "published_version": number}
    after = await programs.move_program(session, row.business_id, row.id, changes)
    await say(
        session,
        [
            Said(program_published(version), version.seq, version.last_tx),
            Said(program_changed(after), after.seq, after.last_tx),
        ],
    )
