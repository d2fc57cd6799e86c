"""`goodword jobs`: what a human may do, and what not."""

import asyncio
import json

import pytest
from tests.shared.jobs.desk import OTHER
from typer.testing import CliRunner

from goodword import ids
from goodword.cli.hand import hand
from goodword.cli.jobs import app
from goodword.database import SCHEMAS
from goodword.testing.events import events_of


@pytest.fixture
def goodword(desk_url, monkeypatch):
    """Run `goodword jobs …` against the desk; its exit code and what it says."""
    monkeypatch.setitem(SCHEMAS, "desk", "desk")
    monkeypatch.setenv("GOODWORD_DESK_DATABASE_URL", desk_url)

    async def run(*words):
        arguments = ["jobs", *words, "--service", "desk"]
        ran = await asyncio.to_thread(CliRunner().invoke, app, arguments)
        return ran.exit_code, str(ran.exception) if ran.exception else ran.output

    return run


@pytest.fixture
async def job(desk):
    """Add a job in a state and return its id as people see it."""

    async def add(what, state, *, attempts=10, **more):
        await desk.add(what, **more)
        await desk.admits(
            """update job set state = :state, attempts = :attempts, last_error = 'it was ' || :state
               where payload->>'what' = :what""",
            what=what,
            state=state,
            attempts=attempts,
        )
        return ids.show("job", await desk.fields(what, "id"))

    return add


async def test_what_needs_a_look_is_listed_unless_other_states_are_asked_for(goodword, job):
    dead = await job("dead", "dead")
    unknown = await job("unknown", "unknown", business=OTHER, kind="outside")
    done = await job("done", "done")

    code, listed = await goodword("list")
    assert code == 0
    assert dead in listed
    assert unknown in listed
    assert "it was dead" in listed
    assert done not in listed
    assert done in (await goodword("list", "--state", "done", "--state", "ready"))[1]
    assert dead not in (await goodword("list", "--kind", "outside"))[1]


async def test_a_job_is_shown_as_json(goodword, job):
    shown = json.loads((await goodword("show", await job("one", "dead", business=OTHER)))[1])

    assert shown["business_id"] == ids.show("biz", OTHER)
    assert (shown["state"], shown["payload"]) == ("dead", {"what": "one"})


async def test_a_dead_job_is_tried_again_from_the_beginning(goodword, desk, job):
    assert (await goodword("retry", await job("dead", "dead")))[0] == 0

    assert await desk.fields("dead", "state", "attempts", "run_at <= now()", "finished_at") == [
        "ready",
        0,
        True,
        None,
    ]


async def test_a_job_that_waits_for_its_next_try_is_tried_now(goodword, desk, job):
    failed = await job("failed", "ready", attempts=2)
    await desk.admits("update job set run_at = now() + interval '1 hour'")

    assert (await goodword("retry", failed))[0] == 0

    assert await desk.fields("failed", "attempts", "run_at <= now()") == [2, True]


async def test_a_money_job_in_state_unknown_is_never_tried_again_by_hand(goodword, desk, job):
    code, said = await goodword("retry", await job("pay", "unknown"))

    assert code == 1
    assert "Reconciliation finds out and decides." in said
    assert await desk.states() == {"pay": "unknown"}


async def test_a_timer_is_not_brought_forward_by_hand(goodword, job):
    code, said = await goodword("retry", await job("timer", "ready", attempts=0))

    assert code == 1
    assert "was not tried yet" in said


@pytest.mark.parametrize("state", ["running", "done", "discarded"])
async def test_what_runs_or_has_ended_is_left_alone(goodword, desk, job, state):
    one = await job("one", state)

    for command in ("retry", "discard"):
        code, said = await goodword(command, one)
        assert (code, f"is {state}" in said) == (1, True)

    assert await desk.states() == {"one": state}


async def test_a_discarded_job_is_given_up_and_its_occasion_stays_known(goodword, desk, job):
    for state in ("dead", "unknown", "ready"):
        assert (await goodword("discard", await job(state, state)))[0] == 0
        await desk.add("again", key=state)

    assert await desk.states() == {
        "dead": "discarded",
        "unknown": "discarded",
        "ready": "discarded",
    }


async def test_a_job_that_is_not_there_is_said_to_be_so(goodword):
    nobody = ids.show("job", ids.new())

    assert await goodword("show", nobody) == (1, f"There is no job {nobody} here.")
    assert (await goodword("show", "per_01jd"))[0] == 2


async def test_who_commanded_what_about_which_job_is_said(goodword, job, desk):
    dead, given_up = await job("dead", "dead"), await job("given up", "dead", business=OTHER)
    running = await job("running", "running")

    await goodword("retry", dead)
    await goodword("discard", given_up)
    await goodword("discard", running)

    told = [one.event for one in await events_of(desk.db)]
    assert [(one.command, one.object_id, one.actor) for one in told] == [
        ("goodword jobs retry", dead, hand()),
        ("goodword jobs discard", given_up, hand()),
    ]
    assert told[1].business_id == OTHER
