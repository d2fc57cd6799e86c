"""Backoff, counts, and old jobs."""

import pytest
from tests.shared.jobs.desk import effect, running, until

from goodword.jobs import Inside, Outside
from goodword.jobs.backoff import MAX_S, MIN_S
from goodword.jobs.upkeep import KEEP_DAYS, Upkeep
from goodword.observability import Watch


async def test_backoff_grows_with_full_jitter_and_is_bounded(desk):
    rows = await desk.admits("""
        select attempts, min(wait_s), avg(wait_s), max(wait_s)
        from (select attempts, extract(epoch from desk.job_backoff(attempts))::float8 as wait_s
              from unnest(array[1, 2, 4, 7, 10, 1000000]) as attempts, generate_series(1, 400)) as w
        group by attempts order by attempts""")

    for attempts, shortest, average, longest in rows:
        bound = min(2.0 * 2 ** (min(attempts, 30) - 1), MAX_S)
        assert shortest >= MIN_S
        assert longest <= bound
        assert average == pytest.approx(bound / 2, rel=0.2)
        assert shortest < bound * 0.2, "not full jitter"
    averages = [average for _, _, average, _ in rows]
    assert averages[:4] == sorted(averages[:4])


async def test_old_jobs_are_dropped_but_never_those_that_need_a_look(desk, db):
    for state in ("done", "discarded", "dead", "unknown", "ready", "running"):
        for age in ("old", "young"):
            await desk.add(f"{state} {age}")
            days = KEEP_DAYS + 1 if age == "old" else KEEP_DAYS - 1
            await desk.admits(
                """update job set state = :state, run_at = now() - make_interval(days => :days),
                          finished_at = now() - make_interval(days => :days)
                   where payload->>'what' = :what""",
                state=state,
                days=days,
                what=f"{state} {age}",
            )

    await Upkeep(db, {}, Watch("desk")).prune()

    left = set(await desk.states())
    assert "done old" not in left
    assert "discarded old" not in left
    assert len(left) == 10


async def test_many_old_jobs_are_dropped_in_bounded_steps(desk, db, monkeypatch):
    monkeypatch.setattr("goodword.jobs.upkeep.AT_ONCE", 3)
    for number in range(7):
        await desk.add(f"{number}")
    await desk.admits("update job set state = 'done', finished_at = now() - interval '1 year'")

    await Upkeep(db, {}, Watch("desk")).prune()

    assert await desk.states() == {}


async def test_jobs_are_counted_by_state_and_leave_the_count(desk, db):
    watch = Watch("desk")
    upkeep = Upkeep(db, {"inside": Inside(effect)}, watch)
    for state in ("ready", "running", "dead", "unknown", "unknown too", "done"):
        await desk.add(state)
        await desk.admits(
            "update job set state = :state where payload->>'what' = :what",
            state=state.split()[0],
            what=state,
        )
    await desk.admits("""
        insert into job (business_id, id, kind, dedupe_key, payload, run_at)
        select business_id, gen_random_uuid(), kind, 'timer', '{}', now() + interval '1 day'
        from job limit 1""")

    def counts():
        labels = ("due", "running", "dead", "unknown")
        return [
            watch.registry.get_sample_value("jobs", {"kind": "inside", "state": s}) for s in labels
        ]

    await upkeep.measure()
    assert counts() == [1, 1, 1, 2]

    await desk.admits("delete from job")
    await upkeep.measure()
    assert counts() == [0, 0, 0, 0]


async def test_a_runner_says_that_it_is_well_and_counts_what_it_did(desk, db):
    watch = Watch("desk")

    async def fail(job):
        raise ValueError

    await desk.add("good")
    await desk.add("bad", kind="outside", max_attempts=1)
    async with running(db, {"inside": Inside(effect), "outside": Outside(fail)}, watch):
        await until(lambda: _ended(desk))

    assert watch.health.ready() == (True, [])
    value = watch.registry.get_sample_value
    assert value("job_outcomes_total", {"kind": "inside", "outcome": "done"}) == 1
    assert value("job_outcomes_total", {"kind": "outside", "outcome": "dead"}) == 1
    assert value("job_lateness_seconds_count", {"kind": "outside"}) == 1


async def test_a_runner_without_its_database_is_not_well_and_recovers(desk, db, databases):
    watch = Watch("desk")
    await desk.add("one")
    async with running(db, {"inside": Inside(effect)}, watch):
        await until(lambda: _ended(desk))
        await _admit(desk, databases, 0)
        await until(lambda: _is(watch, False))
        await _admit(desk, databases, -1)
        await desk.add("two")
        await until(lambda: _is(watch, True))
        await until(lambda: _ended(desk))

    assert await desk.effects() == ["one", "two"]


async def _admit(desk, databases, connections):
    await desk.admits(f"alter database {databases.name} connection limit {connections}")
    await desk.admits("""
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'goodword desk'""")


async def _is(watch, well):
    return watch.health.ready()[0] is well


async def _ended(desk):
    return set((await desk.states()).values()) <= {"done", "dead"}
