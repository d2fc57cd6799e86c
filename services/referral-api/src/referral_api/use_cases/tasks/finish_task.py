"""A person says that a task is done; its opener hears of it and goes on."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import Said, say
from goodword.errors import Kind, RejectedError
from goodword.events import TaskDone
from goodword.seal import Sealer
from goodword.tasks import next_place
from referral_api.db.projections.tasks import note_done, task_of
from referral_api.domain.tasks import Did, TaskNow, check_done


async def finish_task(
    business_id: UUID, task_id: UUID, did: Did, *, sealer: Sealer, session: AsyncSession
) -> Row[Any]:
    """The task, which stays as it is until its opener has closed it.

    The proof stays here. What the opener needs leaves sealed: a code to pass on, which is kept
    nowhere here, or a provider's id. RejectedError `not_found`, or as `check_done`.
    """
    row = await task_of(session, business_id, task_id, lock=True)
    if row is None:
        raise not_a_task()
    check_done(TaskNow(row.kind, row.status, row.people, row.done_by, row.proof_wanted), did)
    after = await note_done(session, row, did.actor, did.proof)
    done = TaskDone(
        business_id=business_id,
        task_id=task_id,
        actor=did.actor,
        proof=ids.show("tsk", task_id) if did.proof is not None else None,
        sealed=sealer.seal(did.for_opener) if did.for_opener is not None else None,
        outcome=did.outcome,
    )
    # Of a task of our own more is said than that it is done, and one count orders all of it.
    own = await next_place(session, business_id, task_id)
    place = (own.seq, own.last_tx) if own else (after.done_seq, after.done_last_tx)
    await say(session, [Said(done, *place)])
    return after


def not_a_task() -> RejectedError:
    return RejectedError("not_found", "There is no such task.", kind=Kind.NOT_FOUND)
