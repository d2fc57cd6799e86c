"""Somebody has answered a client."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.errors import Kind, Problem, RejectedError
from referral_api.db.businesses.businesses import businesses_of
from referral_api.db.people.people import Who
from referral_api.db.people.relationship_counts import lock_relationships
from referral_api.db.relationships.clocks import stop_clocks
from referral_api.db.relationships.reports import report_of
from referral_api.domain.relationships.answers import measured, working_time_of
from referral_api.domain.relationships.bodies import ReplyBody
from referral_api.use_cases.people.look_up import known_person
from referral_api.use_cases.relationships.ask_to_answer import ask_to_answer


async def answer_issue(
    business_id: UUID, issue_id: UUID, body: ReplyBody, *, session: AsyncSession
) -> Row[Any]:
    """The issue after a reply. One that nobody wrote stops no clock (R-SLA-04).

    RejectedError `not_found`, or `invalid_request` for a time before it was opened or in the
    future.
    """
    row = await _known(business_id, issue_id, session)
    now = await clock.now(session, business_id)
    at = body.replied_at or now
    if not row.opened_at <= at <= now:
        words = f"An issue is answered between {row.opened_at.isoformat()} and now."
        problems = [Problem("/replied_at", "out_of_range", words)]
        raise RejectedError("invalid_request", words, problems=problems)
    if body.automatic:
        return row
    # The person is locked before the issue and its tasks, as where a report of it is kept.
    await lock_relationships(session, (business_id, row.person_id))
    row = await _known(business_id, issue_id, session)
    [after] = await stop([(row, at)], settles=body.has_plan, steps=1, session=session)
    person = await known_person(business_id, row.person_id, session=session, standing=True)
    reps: Mapping[Who, UUID | None] = {(business_id, row.person_id): person.rep_id}
    await ask_to_answer([after], reps, session=session)
    return after


async def stop(
    answered: Sequence[tuple[Row[Any], datetime]],
    *,
    settles: bool,
    steps: int = 0,
    session: AsyncSession,
) -> list[Row[Any]]:
    """The issues, each with what was measured of its answer: a new version (`steps`) where that is
    all that changed."""
    businesses = await businesses_of(session, [row.business_id for row, _ in answered])
    found = {}
    for row, at in answered:
        working = working_time_of(businesses[row.business_id])
        found[row.business_id, row.id] = measured(row, working, at, settles=settles)
    news = {key: each for key, each in found.items() if each}
    after = await stop_clocks(session, news, steps=steps)
    return [after.get((row.business_id, row.id), row) for row, _ in answered]


async def _known(business_id: UUID, issue_id: UUID, session: AsyncSession) -> Row[Any]:
    row = await report_of(session, "issue", business_id, issue_id)
    if row is None:
        raise RejectedError("not_found", "There is no issue with this id.", kind=Kind.NOT_FOUND)
    return row
