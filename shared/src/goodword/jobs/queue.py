"""What a transaction does to jobs: adds them, moves them with a test clock, settles them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.jobs.bell import ring
from goodword.jobs.job import NewJob
from goodword.observability.tracing import current_traceparent

# Only tests have clocks that move, so only their rows are locked: no row of a live business is
# touched by every job. The lock makes an advance wait for us, or us for it.
_ADD = text("""
    with wanted as materialized (
        select * from unnest(
            cast(:ids as uuid[]), cast(:businesses as uuid[]), cast(:kinds as text[]),
            cast(:dedupe_keys as text[]), cast(:payloads as text[]),
            cast(:run_ats as timestamptz[]), cast(:max_attempts as int[])
        ) as w (id, business_id, kind, dedupe_key, payload, run_at, max_attempts)
    ), clock as materialized (
        select business_id, clock_offset_s from business
        where mode = 'test' and business_id in (select business_id from wanted)
        order by business_id for share
    ), added as (
        insert into job (business_id, id, kind, dedupe_key, payload, run_at, clock_offset_s,
                         max_attempts, traceparent)
        select w.business_id, w.id, w.kind, w.dedupe_key, w.payload::jsonb,
               coalesce(w.run_at - make_interval(secs => coalesce(c.clock_offset_s, 0)), now()),
               coalesce(c.clock_offset_s, 0), w.max_attempts, cast(:traceparent as text)
        from wanted w join business b using (business_id) left join clock c using (business_id)
        on conflict (business_id, kind, dedupe_key) do nothing
        returning run_at
    )
    select (select coalesce(bool_or(run_at <= now()), false) from added) as is_due,
           (select min(w.business_id::text) from wanted w where not exists (
                select from business b where b.business_id = w.business_id)) as unknown
""")
_ADVANCE = text("select advance_jobs(cast(:business_id as uuid), cast(:offset_s as bigint))")
_SETTLE = text("""
    update job set state = 'done', finished_at = now()
    where business_id = :business_id and kind = :kind and state = 'unknown'
      and dedupe_key = any(cast(:dedupe_keys as text[]))
""")


async def add(session: AsyncSession, new: Sequence[NewJob]) -> None:
    """Add jobs with one statement, in the transaction that makes them necessary.

    A job whose (business, kind, dedupe_key) is known is left out. LookupError where a business is
    unknown here, or not one that this transaction may see.
    """
    if not new:
        return
    row = (
        await session.execute(
            _ADD,
            {
                "ids": [ids.new() for _ in new],
                "businesses": [job.business_id for job in new],
                "kinds": [job.kind for job in new],
                "dedupe_keys": [job.dedupe_key for job in new],
                "payloads": [orjson.dumps(job.payload).decode() for job in new],
                "run_ats": [job.run_at for job in new],
                "max_attempts": [job.max_attempts for job in new],
                "traceparent": current_traceparent(),
            },
        )
    ).one()
    if row.unknown:
        raise LookupError(f"no business {row.unknown} here, or none that may be seen")
    if row.is_due:
        _ring_after_commit(session)


async def advance(session: AsyncSession, business_id: UUID, offset_s: int) -> None:
    """Move a test business's jobs to where its clock, now `offset_s` ahead, wants them.

    May be repeated, and called before or after the business's row is changed in the same
    transaction. Jobs of live businesses, and those that wait for their next try, stay.
    """
    if await session.scalar(_ADVANCE, {"business_id": business_id, "offset_s": offset_s}):
        _ring_after_commit(session)


async def settle(
    session: AsyncSession, business_id: UUID, kind: str, dedupe_keys: Iterable[str]
) -> None:
    """Close jobs in state `unknown`, because it is known now what became of them."""
    what = {"business_id": business_id, "kind": kind, "dedupe_keys": list(dedupe_keys)}
    await session.execute(_SETTLE, what)


def _ring_after_commit(session: AsyncSession) -> None:
    after_commit = session.info["after_commit"]
    if ring not in after_commit:
        after_commit.append(ring)
