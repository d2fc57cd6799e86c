"""Letters to somebody who is erased: none goes out any more, and no words of them stay."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids, jobs
from goodword.jobs import NewJob
from notifier.db import erasing
from notifier.domain.message import MessageState, cancel
from notifier.use_cases.messages.announce import announce
from notifier.use_cases.messages.mailroom import LEASE_S

ERASED = "erased"
FORGET_POST = "forget_post"
"""The kind of job that removes what a channel keeps."""

MAX_ATTEMPTS = 500


async def forget_letters(people: Collection[tuple[UUID, UUID]], *, session: AsyncSession) -> None:
    """Cancel what waits to be sent to these people (by business and person), forget the words of
    all that was ever written, and have the channels forget theirs.

    A letter that somebody is handing over in this moment may be kept after this: so the channels
    are asked once that claim is over.
    """
    in_hand: set[tuple[UUID, UUID | None]] = set()
    for message in await erasing.unsent_to(session, people):
        if message.standing.state is MessageState.SENDING:
            in_hand.add((message.business_id, message.person_id))
        await announce(
            message, cancel(message.standing, ERASED), channel=message.channel, session=session
        )
    await erasing.empty(session, people)
    posted = await erasing.posted_to(session, people)
    await jobs.add(session, [await _job(who, who in in_hand, session) for who in posted])


async def _job(who: tuple[UUID, UUID], is_in_hand: bool, session: AsyncSession) -> NewJob:
    shown = ids.show("per", who[1])
    over = await clock.now(session, who[0]) + timedelta(seconds=LEASE_S) if is_in_hand else None
    payload = {"person_id": shown}
    key = f"{FORGET_POST}:{shown}"
    return NewJob(who[0], FORGET_POST, key, payload, over, max_attempts=MAX_ATTEMPTS)
