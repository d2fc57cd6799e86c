"""Adding jobs, and moving them with a test business's clock, whoever comes first."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from tests.shared.jobs.desk import LIVE, OTHER, TEST, new_job

from goodword import clock, ids, jobs
from goodword.jobs.bell import listening
from goodword.observability import tracing

DAY_S = 86_400
LATER = datetime(2040, 1, 1, tzinfo=UTC)
SET_OFFSET = text("update business set clock_offset_s = :offset_s where business_id = :business_id")


async def advance(session, offset_s, business=TEST):
    """What the handler of business-changed does."""
    await session.execute(SET_OFFSET, {"offset_s": offset_s, "business_id": business})
    await jobs.advance(session, business, offset_s)


async def test_an_occasion_makes_one_job_per_business_and_kind(desk, db):
    new = [new_job("first", key="hold 1"), new_job("same", key="hold 1"), new_job("next")]
    async with db.begin([LIVE]) as session:
        await jobs.add(session, new)
        await jobs.add(session, [new_job("again", key="hold 1")])
    await desk.add("other kind", kind="outside", key="hold 1")
    await desk.add("other business", business=OTHER, key="hold 1")

    assert set(await desk.states()) == {"first", "next", "other kind", "other business"}


async def test_the_occasion_of_a_job_that_is_done_stays_known(desk):
    await desk.add("first", key="hold 1")
    await desk.admits("update job set state = 'done', finished_at = now()")

    await desk.add("again", key="hold 1")

    assert await desk.states() == {"first": "done"}


async def test_a_job_is_there_with_its_cause_or_not_at_all(desk, db):
    with pytest.raises(RuntimeError):
        async with db.begin([LIVE]) as session:
            await jobs.add(session, [new_job("never")])
            raise RuntimeError

    assert await desk.states() == {}


async def test_no_job_is_added_to_a_business_that_is_unknown_or_unseen(desk, db):
    for business in (ids.new(), OTHER):
        with pytest.raises(LookupError, match="no business"):
            async with db.begin([LIVE]) as session:
                await jobs.add(session, [new_job("kept", business=LIVE)])
                await jobs.add(session, [new_job("never", business=business)])

    assert await desk.states() == {}


async def test_a_job_without_a_time_is_due_now(desk):
    await desk.add("now")
    await desk.add("now in a test", business=TEST)

    assert await desk.admits("select count(*) from job where run_at <= now()") == [(2,)]


async def test_a_job_that_is_due_rings_after_the_commit_and_a_timer_does_not(desk, db):
    with listening() as bell:
        await desk.add("timer", run_at=LATER)
        assert not bell.is_set()

        async with db.begin([LIVE]) as session:
            await jobs.add(session, [new_job("now")])
            assert not bell.is_set()
        assert bell.is_set()


async def test_a_job_carries_the_trace_of_its_cause(desk):
    tracing.configure()
    with tracing.span("cause"):
        await desk.add("traced")
        cause = tracing.current_traceparent()

    assert cause
    assert await desk.fields("traced", "traceparent") == cause


async def test_a_job_of_a_test_business_is_due_by_its_clock(desk, db):
    async with db.begin([TEST]) as session:
        await advance(session, 30 * DAY_S)
    async with db.begin([TEST]) as session:
        at = await clock.now(session, TEST) + timedelta(days=1)
        await jobs.add(session, [new_job("tomorrow", business=TEST, run_at=at)])

    (wait_s,) = (await desk.admits("select extract(epoch from run_at - now())::float8 from job"))[0]
    assert wait_s == pytest.approx(DAY_S, abs=60)


async def test_an_advanced_clock_brings_jobs_nearer(desk, db):
    await desk.add("timer", business=TEST, run_at=LATER)
    await desk.add("other", business=OTHER, run_at=LATER)

    for offset_s in (DAY_S, 3 * DAY_S, 3 * DAY_S, 2 * DAY_S):  # a repeat, and an older fact
        async with db.begin([TEST]) as session:
            await jobs.advance(session, TEST, offset_s)

    assert await desk.fields("timer", "run_at") == LATER - timedelta(days=3)
    assert await desk.fields("other", "run_at") == LATER


async def test_the_clock_of_a_live_business_does_not_move(desk, db):
    await desk.admits("update business set clock_offset_s = 99 where mode = 'live'")
    await desk.add("timer", run_at=LATER)

    async with db.begin([LIVE]) as session:
        await jobs.advance(session, LIVE, DAY_S)

    assert await desk.fields("timer", "run_at", "clock_offset_s") == [LATER, 0]


async def test_the_next_try_waits_in_the_worlds_time(desk, db):
    await desk.add("failed", business=TEST, run_at=LATER)
    await desk.admits("update job set attempts = 1")

    async with db.begin([TEST]) as session:
        await jobs.advance(session, TEST, DAY_S)

    assert await desk.fields("failed", "run_at") == LATER


async def test_a_job_added_before_the_clock_moves_is_not_left_behind(desk, db):
    """Its transaction is still open when the clock moves, so the advance cannot see it yet."""
    async with db.begin([TEST]) as adding:
        await jobs.add(adding, [new_job("timer", business=TEST, run_at=LATER)])

        async def move():
            async with db.begin([TEST]) as session:
                await jobs.advance(session, TEST, DAY_S)

        moving = asyncio.create_task(move())
        await asyncio.sleep(0.3)
        assert not moving.done()
    await moving

    assert await desk.fields("timer", "run_at") == LATER - timedelta(days=1)


async def test_a_job_added_while_the_clock_moves_is_not_left_behind(desk, db):
    async with db.begin([TEST]) as moving:
        await jobs.advance(moving, TEST, DAY_S)
        adding = asyncio.create_task(desk.add("timer", business=TEST, run_at=LATER))
        await asyncio.sleep(0.3)
        assert not adding.done()
        await moving.execute(SET_OFFSET, {"offset_s": DAY_S, "business_id": TEST})
    await adding

    assert await desk.fields("timer", "run_at") == LATER - timedelta(days=1)


async def test_jobs_of_live_businesses_do_not_wait_for_each_other(desk, db):
    async with db.begin([LIVE]) as session:
        await session.execute(SET_OFFSET, {"offset_s": 0, "business_id": LIVE})
        async with asyncio.timeout(2):
            await desk.add("quick")

    assert await desk.states() == {"quick": "ready"}


async def test_a_moving_clock_and_a_claim_never_wait_for_each_other(desk, db):
    """A claim that adds a job needs the business's row, which the advance holds."""
    await desk.add("claimed", business=TEST)
    async with db.begin([TEST]) as claiming:
        await claiming.execute(text("select * from take_jobs('inside', 1)"))

        async with asyncio.timeout(2):
            async with db.begin([TEST]) as moving:
                await jobs.advance(moving, TEST, DAY_S)
        await jobs.add(claiming, [new_job("next", business=TEST)])

    assert set(await desk.states()) == {"claimed", "next"}


async def test_many_adds_and_advances_at_once_leave_no_job_behind(desk, db):
    async def add(number):
        await asyncio.sleep(number % 7 / 200)
        await desk.add(f"{number}", business=TEST, run_at=LATER)

    async def move(hours):
        await asyncio.sleep(hours / 100)
        async with db.begin([TEST]) as session:
            await advance(session, hours * 3600)

    async def move_all():
        for hours in range(1, 7):
            await move(hours)

    await asyncio.gather(move_all(), *(add(number) for number in range(60)))

    assert await desk.admits("select distinct run_at from job") == [(LATER - timedelta(hours=6),)]


async def test_settling_closes_only_what_is_unknown(desk, db):
    for what in ("unknown", "dead", "other"):
        await desk.add(what)
        await desk.admits(
            "update job set state = :state where payload->>'what' = :what",
            what=what,
            state="dead" if what == "dead" else "unknown",
        )

    async with db.begin([LIVE]) as session:
        await jobs.settle(session, LIVE, "inside", ["unknown", "dead"])

    assert await desk.states() == {"unknown": "done", "dead": "dead", "other": "unknown"}
