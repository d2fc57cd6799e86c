"""Send an event to an endpoint: looked up, called outside of any transaction, written down.

Who is killed between the call and the writing sends it again: the same bytes under the same id, by
which the receiver knows them.
"""

import random
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from goodword import ids
from goodword.errors import PermanentError, TransientError
from goodword.jobs import Job
from referral_api.db.endpoints.dispatches import settle, to_send
from referral_api.domain.endpoints.attempt import Reason, decide
from referral_api.domain.endpoints.event_types import TEST
from referral_api.domain.endpoints.message import body_of, headers_of
from referral_api.use_cases.endpoints.note_attempt import Attempt, note_attempt
from referral_api.use_cases.endpoints.post import post
from referral_api.use_cases.endpoints.sending import Sending


async def send_dispatch(job: Job, *, sending: Sending) -> None:
    """One attempt. TransientError where another is to follow, when the schedule says so; a job
    whose dispatch is settled, or in another round by now, does nothing."""
    dispatch_id, round_ = UUID(job.payload["dispatch_id"]), int(job.payload["round"])
    async with sending.db.begin([job.business_id]) as session:
        row = await to_send(session, job.business_id, dispatch_id, round_)
        reason = _why_not(row) if row else None
        if reason:
            told = {"status": "failed", "reason": reason, "tried": 0, "wait_s": None}
            await settle(session, job.business_id, dispatch_id, told | {"round": round_})
    if row is None or reason:
        return
    with sending.turn(row.endpoint_id, failing=row.failing_since is not None):
        body, headers = _message(row, sending)
        answer = await post(sending.http, row.url, body, headers)
    verdict = decide(answer, row.attempts + 1, test=row.test, luck=random.random())  # noqa: S311 jitter
    attempt = Attempt(job.business_id, row, round_, answer, verdict)
    await note_attempt(attempt, sending=sending)
    if verdict.wait_s is not None:
        raise TransientError(f"in vain: {answer.failure}", retry_after_s=verdict.wait_s)


def _why_not(row: Row[Any]) -> Reason | None:
    if row.endpoint_status == "removed":
        return "endpoint_removed"
    if row.test:
        return None
    if row.endpoint_status != "active":
        return "endpoint_disabled"
    return "event_forgotten" if row.data is None else None


def _message(row: Row[Any], sending: Sending) -> tuple[bytes, dict[str, str]]:
    """The bytes and headers of an attempt that is made now."""
    if row.test:
        body = body_of(TEST, row.created_at, {"endpoint_id": ids.show("wep", row.endpoint_id)})
    else:
        body = body_of(row.type, row.happened_at, row.data)
    sealed = [row.secret, *([row.previous_secret] if row.previous_is_good else [])]
    try:
        secrets = [sending.sealer.open(each) for each in sealed]
    except PermanentError as error:
        # The key may come back; until then nobody could verify what is sent.
        raise TransientError("the endpoint's secret cannot be opened") from error
    event_id = ids.show("evt", row.event_id)
    return body, headers_of(event_id, datetime.now(UTC), body, secrets)
