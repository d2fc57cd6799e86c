"""Any order of words, answers, objections, merges, erasures, introductions, offers and clocks that
jump, against a model of what was promised: nobody is written to after they said no, asked twice, or
offered what the law does not allow.

Ordinarily some lives, always the same ones; `CONVERSATIONS=1000` lives so many others.
"""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.notifier.machine.life import CLIENTS, HOURS, PROSPECTS, Deeds
from tests.notifier.world import World

LIVES = int(os.environ.get("CONVERSATIONS", "8"))
IS_LONG = "CONVERSATIONS" in os.environ

clients = st.sampled_from(CLIENTS)
prospects = st.sampled_from(PROSPECTS)
anybody = st.sampled_from((*CLIENTS, *PROSPECTS))
words = st.sampled_from(["praise", "complain", "score", "value", "check_in", "request", "issue"])
praise = st.tuples(st.just("say"), clients, st.just("praise"))
clock = st.tuples(
    st.just("clock"), st.sampled_from([0.2, 0.9, 1.1, 10.0, 20.0, 47.9, 49.0, 96.0, 31 * 24.0])
)
run = st.tuples(st.just("run"))
prepare = st.tuples(st.just("prepare"))
objections = st.sampled_from(["do_not_ask", "withdrawn", "marketing", "all"])
ends = st.sampled_from(["made", "permitted", "declined", "lost", "expired", "withdrawn"])
deeds = st.one_of(
    praise,
    st.tuples(st.just("say"), clients, words),
    clock,
    clock,
    run,
    prepare,
    st.tuples(st.just("answer"), clients, st.sampled_from(["named", "not_now", "never"])),
    st.tuples(st.just("object"), anybody, objections),
    st.tuples(st.just("erase"), anybody),
    st.tuples(st.just("come_back"), clients),
    st.tuples(st.just("merge"), clients, clients, st.booleans()),
    st.tuples(st.just("introduce"), clients, prospects),
    st.tuples(st.just("end"), st.integers(0, 5), ends),
    st.tuples(st.just("join"), clients, st.booleans()),
)
lives = st.lists(deeds, min_size=4, max_size=24)

PRAISED: list[tuple[Any, ...]] = [("say", "ana", "praise"), ("clock", 1.1)]
REMINDED: list[tuple[Any, ...]] = [("introduce", "ana", "dan"), ("run",), ("clock", 49.0)]
KNOWN: dict[str, tuple[list[tuple[Any, ...]], int]] = {
    "asked, and asked again a month later": (
        [*PRAISED, ("run",), ("clock", 31 * 24.0), ("say", "ana", "value"), *PRAISED, ("run",)],
        2,
    ),
    "two who are one with a letter each about to go": (
        [
            *PRAISED,
            ("say", "bea", "praise"),
            ("clock", 1.1),
            ("prepare",),
            *(("merge", "bea", "ana", True), ("run",), ("clock", 1.1), ("run",)),
        ],
        1,
    ),
    "objected with the letter about to go": (
        [*PRAISED, ("prepare",), ("object", "ana", "withdrawn"), ("run",)],
        0,
    ),
    "reminded, then the prospect wants silence": (
        [*REMINDED, ("run",), ("object", "dan", "all"), ("clock", 49.0), ("run",)],
        2,
    ),
    "introduced with the reminder about to go": (
        [*REMINDED, ("prepare",), ("end", 0, "made"), ("run",)],
        1,
    ),
    "erased and back again": (
        [("erase", "ana"), ("come_back", "ana"), *PRAISED, ("run",)],
        0,
    ),
    "offered what the law allows, and what it does not": (
        [("join", "ana", True), ("join", "bea", False), ("run",)],
        1,
    ),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", KNOWN)
async def test_a_life_that_is_known_sends_what_it_should(world: World, name: str) -> None:
    steps, letters = KNOWN[name]
    life = Deeds(world, "always")

    await life.live(steps)

    assert life.letters == letters + 1


@pytest.mark.timeout(300 + 30 * LIVES)
@settings(
    max_examples=LIVES,
    derandomize=not IS_LONG,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(hours=st.sampled_from(sorted(HOURS)), life=lives)
async def test_whatever_happens_nobody_is_written_to_against_their_word(
    world: World, hours: str, life: list[tuple[Any, ...]]
) -> None:
    await Deeds(world, hours).live(life)
