"""Jobs whose effect is in the database: with their end, or not at all."""

import asyncpg
import pytest
from opentelemetry import trace
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.shared.jobs.desk import LIVE, OTHER, TEST, effect, running, until

from goodword.errors import PermanentError, TransientError
from goodword.jobs import Inside
from goodword.jobs.inside import InsideWork
from goodword.observability import Watch, tracing


def work(db, handle, batch=100):
    return InsideWork(db, "inside", Inside(handle, batch), Watch("desk"))


async def test_a_handler_gets_a_batch_of_all_businesses_that_it_may_see(desk, db):
    seen = []

    async def handle(batch, *, session):
        seen.append(len(batch))
        await effect(batch, session=session)

    for business in (LIVE, TEST, OTHER):
        await desk.add("one", business=business)
        await desk.add("two", business=business)

    assert await work(db, handle, batch=4).do_batch() == 4
    assert await work(db, handle, batch=4).do_batch() == 2
    assert await work(db, handle, batch=4).do_batch() == 0
    assert seen == [4, 2]
    assert sorted(await desk.effects()) == ["one"] * 3 + ["two"] * 3


async def test_only_jobs_that_are_due_and_ready_are_taken(desk, db):
    for what in ("due", "later", "running", "done", "dead", "unknown", "discarded"):
        await desk.add(what)
    await desk.add("other kind", kind="outside")
    await desk.admits("""
        update job set state = payload->>'what' where payload->>'what' in
            ('running', 'done', 'dead', 'unknown', 'discarded')""")
    await desk.admits("""
        update job set run_at = now() + interval '1 s' where payload->>'what' = 'later'""")

    assert await work(db, effect).do_batch() == 1
    assert await desk.effects() == ["due"]


async def test_a_job_knows_its_attempt_and_when_it_was_due_by_the_business_clock(desk, db):
    hands = []

    async def handle(batch, *, session):
        hands.extend(batch)

    await desk.admits("update business set clock_offset_s = 3600 where mode = 'test'")
    await desk.add("one", business=TEST)
    await work(db, handle).do_batch()

    (job,) = hands
    (due,) = (await desk.admits("select run_at + interval '1 hour' from job"))[0]
    assert (job.kind, job.dedupe_key, job.payload) == ("inside", "one", {"what": "one"})
    assert (job.business_id, job.attempts, job.run_at) == (TEST, 1, due)


async def test_what_fails_alone_waits_and_holds_nobody_up(desk, db):
    async def handle(batch, *, session):
        await effect(batch, session=session)
        if any(job.payload["what"] == "bad" for job in batch):
            raise ValueError("bad data")

    for what in ("good", "bad", "fine"):
        await desk.add(what)
    await work(db, handle).do_batch()

    assert sorted(await desk.effects()) == ["fine", "good"]
    assert await desk.states() == {"good": "done", "bad": "ready", "fine": "done"}
    waits = "run_at - created_at > interval '200 ms'"
    assert await desk.fields("bad", "attempts", "last_error", waits, "finished_at") == [
        1,
        "ValueError: bad data",
        True,
        None,
    ]


async def test_an_error_of_the_database_in_one_job_does_not_spoil_the_others(desk, db):
    async def handle(batch, *, session):
        for job in batch:
            await session.execute(text(f"select 1 / {len(job.payload['what']) - 3}"))
        await effect(batch, session=session)

    for what in ("good", "bad", "fine"):
        await desk.add(what)
    await work(db, handle).do_batch()

    assert sorted(await desk.effects()) == ["fine", "good"]


async def test_a_job_that_keeps_failing_is_dead_after_its_attempts(desk, db):
    async def handle(batch, *, session):
        raise ValueError("bug")

    await desk.add("bad", max_attempts=3)
    states = []
    for _ in range(4):
        await work(db, handle).do_batch()
        states.append(await desk.fields("bad", "state", "attempts"))
        await desk.make_due()

    assert states == [["ready", 1], ["ready", 2], ["dead", 3], ["dead", 3]]
    assert await desk.fields("bad", "finished_at") is not None


async def test_what_can_never_work_is_dead_at_once(desk, db):
    async def handle(batch, *, session):
        raise PermanentError("no such thing")

    await desk.add("bad")
    await work(db, handle).do_batch()

    assert await desk.fields("bad", "state", "last_error") == [
        "dead",
        "PermanentError: no such thing",
    ]


async def test_while_the_world_is_not_ready_a_job_is_tried_for_ever(desk, db):
    async def handle(batch, *, session):
        raise TransientError("not yet", retry_after_s=100)

    await desk.add("early", max_attempts=2)
    for _ in range(4):
        await work(db, handle).do_batch()
        wait = "extract(epoch from run_at - now()) between 90 and 100"
        assert await desk.fields("early", "state", wait) == ["ready", True]
        await desk.make_due()

    assert await desk.fields("early", "attempts") == 4


@pytest.mark.parametrize(
    "raised",
    [
        [asyncpg.DeadlockDetectedError, ConnectionResetError],
        # The first makes the batch be done one by one, which the second interrupts.
        [ValueError, ConnectionResetError],
    ],
)
async def test_failures_of_the_database_are_no_attempts(desk, db, raised):
    failures = iter(raised)

    async def handle(batch, *, session):
        await effect(batch, session=session)
        if failure := next(failures, None):
            raise failure("the world")

    await desk.add("one", max_attempts=1)
    async with running(db, {"inside": Inside(handle)}):
        await until(lambda: _is_done(desk))

    assert await desk.fields("one", "attempts") == 1
    assert await desk.effects() == ["one"]


async def test_a_handler_that_narrows_what_it_sees_does_not_keep_jobs_open(desk, db):
    async def handle(batch, *, session):
        await effect(batch, session=session)
        await session.execute(text("select set_config('goodword.businesses', '{}', true)"))

    await desk.add("one")
    await work(db, handle).do_batch()

    assert await desk.states() == {"one": "done"}


async def test_jobs_that_another_transaction_claims_are_passed_over(desk, db):
    await desk.add("held")
    async with db.begin() as session:
        await session.execute(text("select * from take_jobs('inside', 1)"))
        await desk.add("free")

        assert await work(db, effect).do_batch() == 1

    assert await desk.effects() == ["free"]


async def test_jobs_of_one_trace_continue_it_and_those_of_several_are_linked_to_each(desk, db):
    tracing.configure(is_debugged=True)
    traces, links = [], []

    async def look(batch, *, session):
        traces.append(tracing.current_traceparent()[:35])
        links.append([link.context.trace_id for link in trace.get_current_span().links])

    causes = []
    for what in ("one", "two", "three"):
        with tracing.span(what):
            causes.append(tracing.current_traceparent()[:35])
            await desk.add(what)
    await work(db, look, batch=1).do_batch()
    await work(db, look).do_batch()

    assert traces[0] == causes[0]
    assert traces[1] not in causes
    assert links == [[], [int(cause[3:], 16) for cause in causes[1:]]]


async def test_row_security_hides_jobs_from_all_but_the_claims(desk, db):
    await desk.add("hidden")

    async with db.begin([OTHER]) as session:
        assert (await session.execute(text("select * from job"))).all() == []
        assert len((await session.execute(text("select * from take_jobs('inside', 9)"))).all()) == 1
    with pytest.raises(DBAPIError, match="row-level security"):
        async with db.begin([OTHER]) as session:
            insert = text("""
                insert into job (business_id, id, kind, dedupe_key, run_at, payload)
                values (:business, gen_random_uuid(), 'inside', 'x', now(), '{}')
            """)
            await session.execute(insert, {"business": LIVE})


async def _is_done(desk):
    return set((await desk.states()).values()) == {"done"}
