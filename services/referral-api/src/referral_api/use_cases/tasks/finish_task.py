"""A person says that a task is done; its opener hears of it and goes on."""

from collections.abc import Sequence
from dataclasses import replace
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
from referral_api.db.businesses.businesses import owner_of
from referral_api.db.people.people import survivors_of
from referral_api.db.projections.tasks import note_done, task_of
from referral_api.domain.tasks import CHECK_IN, Did, TaskNow, check_done, owner_needed
from referral_api.use_cases.tasks.note_check_in import note_check_in

Key = tuple[UUID, UUID | None]
"""A business and one of its API keys; none at the command line, where nobody is known by a key."""


async def finish_task(
    key: Key, task_id: UUID, did: Did, *, sealer: Sealer, session: AsyncSession
) -> Row[Any]:
    """The task, which stays as it is until its opener has closed it.

    The proof stays here. What the opener needs leaves sealed: a code to pass on, which is kept
    nowhere here, or a provider's id. What takes two people is done by the owners of their keys. A
    check-in is kept as a contact with the client.
    RejectedError `not_found`, `owner_needed`, or as `check_done`.
    """
    business_id = key[0]
    row = await task_of(session, business_id, task_id, lock=True)
    if row is None:
        raise not_a_task()
    done_by = row.done_by
    if row.people > 1:
        did = replace(did, actor=await _owner(key, session))
        done_by = await _by_now(business_id, row.done_by, session)
    check_done(TaskNow(row.kind, row.status, row.people, done_by, row.proof_wanted), did)
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
    if row.kind == CHECK_IN:
        await note_check_in(row, did, session=session)
    return after


async def _owner(key: Key, session: AsyncSession) -> str:
    business_id, key_id = key
    owner_id = await owner_of(session, business_id, key_id) if key_id else None
    if owner_id is None:
        raise owner_needed()
    return ids.show("per", owner_id)


async def _by_now(
    business_id: UUID, done_by: Sequence[str], session: AsyncSession
) -> Sequence[str]:
    """Who stands by now for those who did it: two that were merged are one pair of eyes."""
    who = [(business_id, ids.read("per", one)) for one in done_by]
    merged = await survivors_of(session, who)
    return [ids.show("per", merged.get(one, one[1])) for one in who]


def not_a_task() -> RejectedError:
    return RejectedError("not_found", "There is no such task.", kind=Kind.NOT_FOUND)
