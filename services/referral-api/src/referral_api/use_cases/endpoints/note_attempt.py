"""Write down how an attempt went, and disable an endpoint that nothing reaches."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.endpoints import endpoints
from referral_api.db.endpoints.attempts import add_attempt
from referral_api.db.endpoints.dispatches import settle
from referral_api.domain.endpoints.attempt import Answer, Verdict, why_disabled
from referral_api.use_cases.endpoints.ask_to_mend import ask_to_mend
from referral_api.use_cases.endpoints.look_up import known_endpoint
from referral_api.use_cases.endpoints.sending import Sending


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt at a dispatch, `row`, in one of its rounds."""

    business_id: UUID
    row: Row[Any]
    round: int
    answer: Answer
    verdict: Verdict


async def note_attempt(attempt: Attempt, *, sending: Sending) -> None:
    """One transaction: the attempt, what becomes of the dispatch, and how its endpoint fares."""
    async with sending.db.begin([attempt.business_id]) as session:
        if not attempt.row.test:
            await _note_endpoint(attempt, sending, session)
        await _note_dispatch(attempt, session)
        note = partial(sending.meters.note, attempt.verdict.status)
        session.info["after_commit"].append(note)


async def _note_dispatch(attempt: Attempt, session: AsyncSession) -> None:
    row, answer = attempt.row, attempt.answer
    await add_attempt(
        session,
        {
            "business_id": attempt.business_id,
            "id": ids.new(),
            "dispatch_id": row.id,
            "endpoint_id": row.endpoint_id,
            "event_id": row.event_id,
            "status_code": answer.status_code,
            "failure": answer.failure,
            "took_ms": answer.took_ms,
            "answer": answer.body,
        },
    )
    told = {
        "status": attempt.verdict.status,
        "reason": answer.failure,
        "round": attempt.round,
        "tried": 1,
        "wait_s": attempt.verdict.wait_s,
    }
    await settle(session, attempt.business_id, row.id, told)


async def _note_endpoint(attempt: Attempt, sending: Sending, session: AsyncSession) -> None:
    where = (attempt.business_id, attempt.row.endpoint_id)
    if attempt.answer.failure is None:
        await endpoints.note_success(session, *where)
        return
    now = await endpoints.note_failure(session, *where)
    if now is None or now.status != "active":
        return
    why = why_disabled(attempt.answer, now.failing_since, now.at)
    if why:
        disabled = {"status": "disabled", "disabled_reason": why, "disabled_at": func.now()}
        await endpoints.change_endpoint(session, *where, disabled)
        await ask_to_mend(await known_endpoint(*where, session=session), session=session)
        note = partial(sending.meters.note_disabled, why)
        session.info["after_commit"].append(note)
