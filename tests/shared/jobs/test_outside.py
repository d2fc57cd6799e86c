"""Calls out of the house: leased, and closed only by whoever holds the lease."""

import asyncio

import pytest
from tests.shared.jobs.desk import LIVE, running, until

from goodword import jobs
from goodword.database import Database
from goodword.errors import PermanentError, TransientError
from goodword.jobs import Outside, Runner
from goodword.jobs.outcome import DONE
from goodword.jobs.outside import Leases, call
from goodword.jobs.upkeep import Upkeep
from goodword.observability import Watch, tracing


async def nothing(job):
    """A call that does nothing."""


RETRY = Outside(nothing)
MONEY = Outside(nothing, lost="unknown")


def leases(db):
    return Leases(db, Watch("desk"))


async def reap(db, outside):
    await Upkeep(db, {"outside": outside}, Watch("desk")).reap()


async def attempt(db, outside):
    """One attempt at the one job that is due."""
    ours = leases(db)
    (leased,) = await ours.take("outside", outside, 1)
    await ours.close(leased, await call(leased, outside))


async def test_a_job_is_committed_as_leased_before_it_is_called(desk, db):
    seen = []

    async def look(job):
        seen.append(await desk.fields("one", "state", "attempts", "lease_until > now()"))

    await desk.add("one", kind="outside")
    await attempt(db, Outside(look))

    assert seen == [["running", 1, True]]
    assert await desk.fields("one", "state", "leased_by", "lease_until", "last_error") == [
        "done",
        None,
        None,
        None,
    ]


async def test_a_leased_job_is_nobody_elses(desk, db):
    await desk.add("one", kind="outside")
    (_,) = await leases(db).take("outside", RETRY, 5)

    await reap(db, RETRY)

    assert await leases(db).take("outside", RETRY, 5) == []


async def test_a_runner_that_dies_leaves_a_lease_and_another_one_does_the_job(desk, db):
    began = asyncio.Event()
    called = []

    async def hang(job):
        began.set()
        await asyncio.Event().wait()

    async def work(job):
        called.append(job.attempts)

    await desk.add("one", kind="outside")
    dying = asyncio.create_task(
        Runner(db, {"outside": Outside(hang)}, Watch("desk")).run(asyncio.Event())
    )
    await began.wait()
    dying.cancel()
    await asyncio.wait([dying])
    assert await desk.fields("one", "state") == "running"

    await desk.end_leases()
    async with running(db, {"outside": Outside(work)}):
        await until(lambda: _state(desk, "done"))

    assert called == [2]


async def test_a_money_job_whose_runner_dies_is_unknown_and_never_tried_again(desk, db):
    await desk.add("pay", kind="outside")
    await leases(db).take("outside", MONEY, 1)
    await desk.end_leases()
    called = []

    async def pay(job):
        called.append(job.attempts)

    money = Outside(pay, lost="unknown")
    async with running(db, {"outside": money}):
        await until(lambda: _state(desk, "unknown"))
        await desk.end_leases()
        await desk.make_due()
        await asyncio.sleep(0.6)

    assert called == []
    assert await desk.states() == {"pay": "unknown"}
    assert "ran out" in await desk.fields("pay", "last_error")


async def test_a_frozen_runner_cannot_close_what_another_one_is_doing(desk, db):
    thaw, began = asyncio.Event(), asyncio.Event()

    async def frozen(job):
        began.set()
        await thaw.wait()

    await desk.add("one", kind="outside")
    async with running(db, {"outside": Outside(frozen, concurrency=1)}):
        await began.wait()
        await desk.end_leases()
        await reap(db, RETRY)
        await desk.admits("update job set run_at = now()")
        other = leases(db)
        (theirs,) = await other.take("outside", RETRY, 1)

        thaw.set()
        await asyncio.sleep(0.3)
        assert await desk.fields("one", "state", "attempts") == ["running", 2]

        await other.close(theirs, DONE)
    assert await desk.fields("one", "state", "attempts") == ["done", 2]


async def test_a_frozen_runner_cannot_close_what_became_unknown_or_ready(desk, db):
    for outside, state in ((RETRY, "ready"), (MONEY, "unknown")):
        await desk.add(state, kind="outside")
        ours = leases(db)
        (leased,) = await ours.take("outside", outside, 1)
        await desk.end_leases()
        await reap(db, outside)

        await ours.close(leased, DONE)

        assert await desk.fields(state, "state") == state


async def test_a_job_that_kills_its_runner_each_time_is_dead_in_the_end(desk, db):
    await desk.add("deadly", kind="outside", max_attempts=3)
    states = []
    for _ in range(3):
        await leases(db).take("outside", RETRY, 1)
        await desk.end_leases()
        await reap(db, RETRY)
        states.append(await desk.fields("deadly", "state", "attempts"))
        await desk.make_due()

    assert states == [["ready", 1], ["ready", 2], ["dead", 3]]


@pytest.mark.parametrize(
    ("error", "lost", "state"),
    [
        (TransientError("later", retry_after_s=100), "retry", "ready"),
        (TransientError("later", retry_after_s=100), "unknown", "ready"),
        (PermanentError("never"), "retry", "dead"),
        (PermanentError("never"), "unknown", "dead"),
        (ValueError("bug"), "retry", "ready"),
        (ValueError("bug"), "unknown", "unknown"),
        (ConnectionResetError("the provider"), "unknown", "unknown"),
    ],
)
async def test_what_an_error_makes_of_a_job(desk, db, error, lost, state):
    async def fail(job):
        raise error

    await desk.add("one", kind="outside")
    await attempt(db, Outside(fail, lost=lost))

    assert await desk.fields("one", "state", "last_error") == [
        state,
        f"{type(error).__name__}: {error}",
    ]


async def test_a_call_that_takes_too_long_is_cut_off(desk, db):
    async def hang(job):
        await asyncio.Event().wait()

    for lost, state in (("retry", "ready"), ("unknown", "unknown")):
        await desk.add(state, kind="outside")
        await attempt(db, Outside(hang, timeout_s=0.05, lost=lost))

    assert await desk.states() == {"ready": "ready", "unknown": "unknown"}


async def test_a_call_that_always_fails_is_dead_in_the_end(desk, db):
    async def fail(job):
        raise TimeoutError

    await desk.add("one", kind="outside", max_attempts=2)
    for _ in range(2):
        await attempt(db, Outside(fail))
        await desk.make_due()

    assert await desk.fields("one", "state", "attempts") == ["dead", 2]


async def test_a_call_must_end_before_its_lease():
    with pytest.raises(ValueError, match="lease"):
        Outside(nothing, lease_s=20, timeout_s=20)


async def test_a_kind_is_called_so_many_times_at_once_and_is_in_nobodys_way(desk, db):
    now_busy, most_busy = 0, 0
    slow_may_end = asyncio.Event()

    async def slow(job):
        nonlocal now_busy, most_busy
        now_busy += 1
        most_busy = max(most_busy, now_busy)
        await slow_may_end.wait()
        now_busy -= 1

    for number in range(20):
        await desk.add(f"slow {number}", kind="slow")
    await desk.add("quick", kind="outside")
    kinds = {"slow": Outside(slow, concurrency=3), "outside": RETRY}
    async with running(db, kinds):
        await until(lambda: _count(desk, "done", 1))
        await asyncio.sleep(0.3)
        assert await desk.fields("quick", "state") == "done"
        assert (await desk.admits("select count(*) from job where state = 'running'")) == [(3,)]
        slow_may_end.set()
        await until(lambda: _count(desk, "done", 21))

    assert most_busy == 3


async def test_a_stopping_runner_finishes_what_is_in_hand_and_begins_nothing(desk, db):
    began = asyncio.Event()

    async def slow(job):
        began.set()
        await asyncio.sleep(0.5)

    await desk.add("in hand", kind="outside")
    async with running(db, {"outside": Outside(slow, concurrency=1)}):
        await began.wait()
        await desk.add("next", kind="outside")

    assert await desk.states() == {"in hand": "done", "next": "ready"}


async def test_a_stopping_runner_does_not_wait_for_ever(desk, db, monkeypatch):
    monkeypatch.setattr("goodword.jobs.runner.GRACE_S", 0.1)
    began = asyncio.Event()

    async def hang(job):
        began.set()
        await asyncio.Event().wait()

    await desk.add("hangs", kind="outside")
    async with running(db, {"outside": Outside(hang)}):
        await began.wait()

    assert await desk.states() == {"hangs": "running"}


async def test_the_end_of_a_call_outlives_lost_connections(desk, db):
    async def cut(job):
        await desk.admits("""
            select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = 'goodword desk'""")

    await desk.add("one", kind="outside")
    async with running(db, {"outside": Outside(cut, lost="unknown")}):
        await until(lambda: _state(desk, "done"))

    assert await desk.fields("one", "attempts") == 1


class DeafDatabase(Database):
    """Loses the answer to each commit that it is told to."""

    deaf = False

    def begin(self, businesses=()):
        inner = super().begin(businesses)
        return _Deaf(inner) if self.deaf else inner


class _Deaf:
    def __init__(self, inner):
        self.inner = inner

    async def __aenter__(self):
        return await self.inner.__aenter__()

    async def __aexit__(self, *error):
        await self.inner.__aexit__(*error)
        raise ConnectionResetError("no answer")


async def test_a_lease_whose_commit_was_not_answered_is_given_back(desk, desk_url):
    db = DeafDatabase(desk_url, service="desk", schema="desk")
    ours = leases(db)
    await desk.add("pay", kind="outside")
    db.deaf = True
    with pytest.raises(ConnectionResetError):
        await ours.take("outside", MONEY, 1)
    assert await desk.fields("pay", "state") == "running"

    db.deaf = False
    (leased,) = await ours.take("outside", MONEY, 1)
    await db.close()

    assert leased.job.attempts == 1


async def test_a_call_continues_the_trace_of_its_cause(desk, db):
    tracing.configure()
    seen = []

    async def look(job):
        seen.append(tracing.current_traceparent())

    with tracing.span("cause"):
        await desk.add("one", kind="outside")
        cause = tracing.current_traceparent()
    await attempt(db, Outside(look))

    assert cause
    assert seen[0] != cause
    assert seen[0][:35] == cause[:35]


async def test_a_call_may_add_jobs_and_they_are_done(desk, db):
    async def step(job):
        if job.payload["what"] < "c":
            async with db.begin([LIVE]) as session:
                following = chr(ord(job.payload["what"]) + 1)
                new = jobs.NewJob(LIVE, "outside", following, {"what": following})
                await jobs.add(session, [new])

    await desk.add("a", kind="outside")
    async with running(db, {"outside": Outside(step)}):
        await until(lambda: _count(desk, "done", 3))

    assert set(await desk.states()) == {"a", "b", "c"}


async def _state(desk, state):
    return set((await desk.states()).values()) == {state}


async def _count(desk, state, count):
    return list((await desk.states()).values()).count(state) == count
