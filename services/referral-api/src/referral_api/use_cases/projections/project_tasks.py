"""Keep the tasks that any service opens, for the reads of the API and for whoever does them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, TaskClosed, TaskDone, TaskOpened
from goodword.tasks import Finishes, hear_done, nothing_follows
from referral_api.db.projections import tasks
from referral_api.domain.tasks import (
    DATA_REQUEST,
    FOLLOW_UP_NAME,
    MEND_ENDPOINT,
    READ_ANSWER,
    RESOLVE_IDENTIFIERS,
)
from referral_api.use_cases.projections.feed_events import feed_events
from referral_api.use_cases.relationships.ask_to_answer import ANSWER_QUESTION, PLAN_ANSWER
from referral_api.use_cases.relationships.ask_to_recover import RECOVER_SERVICE

FINISHES: Finishes = {
    RESOLVE_IDENTIFIERS: nothing_follows,
    DATA_REQUEST: nothing_follows,
    FOLLOW_UP_NAME: nothing_follows,
    RECOVER_SERVICE: nothing_follows,
    ANSWER_QUESTION: nothing_follows,
    PLAN_ANSWER: nothing_follows,
    READ_ANSWER: nothing_follows,
    MEND_ENDPOINT: nothing_follows,
}
"""Our own tasks are closed when they are done, and nothing more comes of them: who finds that two
are one merges them, people are answered and got in touch with past us, and an endpoint is made
active again by a change of it."""


async def project_opened(batch: Sequence[Envelope[TaskOpened]], *, session: AsyncSession) -> None:
    """Keep what is to be done, and that it was asked for in the feed."""
    await tasks.open_tasks(
        session,
        [
            {
                "business_id": one.event.business_id,
                "id": one.event.task_id,
                "kind": one.event.kind,
                "opener": one.event.opener,
                "assignee_id": one.event.assignee_id,
                "subjects": one.event.subjects,
                "due_at": one.event.due_at,
                "proof_wanted": one.event.proof,
                "people": one.event.people,
                "at": one.time,
            }
            for one in batch
        ],
    )
    await feed_events(batch, session=session)


async def project_done(
    batch: Sequence[Envelope[TaskDone]], *, session: AsyncSession, finishes: Finishes = FINISHES
) -> None:
    """Close those that we opened ourselves, go on as `finishes` says, and keep all in the feed."""
    await hear_done(batch, finishes=finishes, session=session)
    await feed_events(batch, session=session)


async def project_closed(batch: Sequence[Envelope[TaskClosed]], *, session: AsyncSession) -> None:
    """Keep how tasks ended; of several words about one task the last counts."""
    newest = {(one.event.business_id, one.event.task_id): one for one in batch}
    await tasks.close_tasks(
        session,
        [
            {
                "business_id": one.event.business_id,
                "id": one.event.task_id,
                "status": one.event.outcome,
                "reason": one.event.reason,
                "actor": one.event.actor,
                "at": one.time,
            }
            for one in newest.values()
        ],
    )
    await feed_events(batch, session=session)
