"""Opening messages: one of each kind for one cause, each with a job that sends it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.bus import StateUnseenError
from goodword.jobs import NewJob
from notifier.db import messages, state
from notifier.db.messages import Opening

SEND = "send"
"""The kind of job that sends a message."""

MAX_ATTEMPTS = 500
"""A message ends by its own rules, days before this; the bound is for what nobody foresaw."""


async def open_messages(openings: Sequence[Opening], *, session: AsyncSession) -> None:
    """Open each message that is not open yet; StateUnseenError where we cannot know whom to write.

    Whether there is an address, and whether it may be written to, is decided while sending: by
    then it may have changed.
    """
    if not openings:
        return
    await check_seen(session, [(one.business_id, one.person_id, one.cause_id) for one in openings])
    opened = await messages.open_all(session, openings)
    await jobs.add(session, [send_job(business_id, id_) for business_id, id_ in opened])


def send_job(
    business_id: UUID, id_: UUID, run_at: datetime | None = None, *, again: str | None = None
) -> NewJob:
    """The job that sends a message, now or at a time of the business's clock: one for each, and one
    for each time that it is to be looked at `again`."""
    shown = ids.show("msg", id_)
    when = f"{run_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" if run_at else again
    occasion = f":{when}" if when else ""
    return NewJob(
        business_id=business_id,
        kind=SEND,
        dedupe_key=f"{SEND}:{shown}{occasion}",
        payload={"message_id": shown},
        run_at=run_at,
        max_attempts=MAX_ATTEMPTS,
    )


async def check_seen(
    session: AsyncSession, wanted: Sequence[tuple[UUID, UUID | None, UUID]]
) -> None:
    """StateUnseenError where a business or person (with the event that told of them) is unknown."""
    known = await state.businesses(session, {business_id for business_id, _, _ in wanted})
    named = [(business_id, who) for business_id, who, _ in wanted if who is not None]
    people = await state.people(session, named)
    waits: dict[UUID, list[str]] = {}
    for business_id, person_id, cause_id in wanted:
        survivor = people[business_id, person_id] if person_id is not None else None
        if survivor is not None and survivor.person is None:
            waits.setdefault(cause_id, []).append(f"person:{ids.show('per', survivor.at)}")
        if business_id not in known:
            waits.setdefault(cause_id, []).append(f"business:{ids.show('biz', business_id)}")
    if waits:
        raise StateUnseenError(waits)
