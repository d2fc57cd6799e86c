"""A client has what they waited for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.bus import Said, say
from goodword.errors import Kind, Problem, RejectedError
from referral_api.db.people.relationship_counts import count_relationships
from referral_api.db.relationships.reports import report_of, resolve
from referral_api.domain.relationships.facts import FACTS
from referral_api.use_cases.relationships.answer_issue import stop
from referral_api.use_cases.relationships.ask_to_answer import ask_to_answer


async def resolve_issue(
    business_id: UUID, issue_id: UUID, at: datetime | None, *, session: AsyncSession
) -> Row[Any]:
    """The issue, resolved at `at` or now; one that was resolved stays as it is.

    RejectedError `not_found`, or `invalid_request` for a time before it was opened or in the
    future.
    """
    row = await report_of(session, "issue", business_id, issue_id)
    if row is None:
        raise RejectedError("not_found", "There is no issue with this id.", kind=Kind.NOT_FOUND)
    now = await clock.now(session, business_id)
    if at is not None and not row.opened_at <= at <= now:
        words = f"An issue is resolved between {row.opened_at.isoformat()} and now."
        raise RejectedError(
            "invalid_request",
            words,
            kind=Kind.INVALID,
            problems=[Problem("/resolved_at", "out_of_range", words)],
        )
    who = (business_id, row.person_id)
    # The person is locked before the issue, as where a report of it is kept.
    place = (await count_relationships(session, {who: 1}))[who]
    resolved = await resolve(session, business_id, issue_id, at or now)
    if resolved is None:
        return await _known(business_id, issue_id, session)
    await say(session, [Said(FACTS["issue"](resolved), place.seq, place.last_tx)])
    [settled] = await stop([(resolved, resolved.resolved_at)], settles=True, session=session)
    await ask_to_answer([settled], {}, session=session)
    return settled


async def _known(business_id: UUID, issue_id: UUID, session: AsyncSession) -> Row[Any]:
    row = await report_of(session, "issue", business_id, issue_id)
    assert row is not None, "no issue is ever deleted"
    return row
