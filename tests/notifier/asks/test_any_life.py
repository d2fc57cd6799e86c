"""Any order of words, answers, objections and clocks that jump: nobody who objected is written to,
and a window holds one ask at the most."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.notifier.asks.clients import Asking
from tests.notifier.asks.test_rules_objections import consent
from tests.notifier.world import World

from goodword import ids
from goodword.asking import AskParameters
from notifier.use_cases.messages.open_messages import SEND

WORDS = ("praise", "complain", "edit", "score", "value", "check_in", "issue", "resolve", "request")
OBJECTIONS = ("never", "do_not_ask", "suppressed", "withdrawn", "erased")
JUMPS = (0.2, 0.9, 1.1, 20.0, 47.5, 49.0, 24.0 * 31, 24.0 * 100)
"""Hours."""

MOMENTS: tuple[tuple[str | float, ...], ...] = ((), ("praise", 1.1), ("praise", 1.1, "gate"))
"""What happens just before they object: the last one leaves a letter that is about to go."""

steps = st.one_of(
    st.sampled_from([*WORDS, "named", "not_now"]),
    st.sampled_from(["gate", "run"]),
    st.sampled_from(JUMPS),
)
lives = st.tuples(
    st.lists(steps, max_size=12),
    st.sampled_from(MOMENTS),
    st.sampled_from(OBJECTIONS),
    st.lists(steps, min_size=2, max_size=8),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(life=lives)
async def test_any_life_holds_what_was_promised(world: World, life: Any) -> None:
    fresh = replace(world, business_id=ids.new(), ana=ids.new(), _versions={})
    asking = Asking(fresh)
    await asking.begin()
    before, moment, objection, after = life

    for step in (*before, *moment):
        await _do(asking, step)
    await asking.world.tell(*await _objection(asking, objection))
    asked = len(await asking.asked())
    for step in (*after, "praise", "value", 1.1, "run", 49.0, "run"):
        await _do(asking, step)

    assert len(await asking.asked()) == asked
    await _check(asking)


async def _check(asking: Asking) -> None:
    sent, withheld = await asking.asked(), await asking.withheld()
    final = {one.ask_id for one in withheld if one.final}
    times = [one.sent_at for one in sent]
    least = timedelta(days=AskParameters().min_days_with_signal)

    assert max(Counter(one.ask_id for one in sent).values(), default=0) <= 1
    assert len([one for one in withheld if one.final]) == len(final)
    assert not final & {one.ask_id for one in sent}
    assert all(later - earlier >= least for earlier, later in pairwise(times))
    assert set(await asking.states()) <= {"sent", "withheld"}


async def _do(asking: Asking, step: str | float) -> None:
    if isinstance(step, float):
        await asking.set_clock(asking.now + timedelta(hours=step))
    elif step == "gate":
        await asking.run(but=SEND)
    elif step == "run":
        await asking.run()
    else:
        await asking.world.tell(*await _fact(asking, step))


async def _fact(asking: Asking, step: str) -> list[Any]:
    if step in ("named", "not_now", "never"):
        return [asking.answered(one.ask_id, step) for one in (await asking.asked())[-1:]]
    if step == "edit":
        return await _edits(asking)
    if step == "resolve":
        return await _resolutions(asking)
    made = {
        "praise": lambda: asking.review(5),
        "complain": lambda: asking.review(1),
        "score": lambda: asking.scored(10),
        "value": asking.valued,
        "check_in": asking.checked_in,
        "issue": lambda: asking.complained(ids.new()),
        "request": asking.requested,
    }
    return [made[step]()]


async def _edits(asking: Asking) -> list[Any]:
    query = "select id, version, at from happening where kind = 'review' and business_id = $1"
    rows = await asking.world.rows(f"{query} order by id desc limit 1", asking.world.business_id)
    return [
        asking.review(2, review_id=row["id"], version=row["version"] + 1, written_at=row["at"])
        for row in rows
    ]


async def _resolutions(asking: Asking) -> list[Any]:
    query = "select id from happening where kind = 'issue' and business_id = $1"
    rows = await asking.world.rows(query, asking.world.business_id)
    return [asking.resolved(row["id"]) for row in rows]


async def _objection(asking: Asking, objection: str) -> list[Any]:
    """What they said; whoever was not asked yet cannot answer, and says it otherwise."""
    if objection == "erased":
        return [asking.erased()]
    if objection == "suppressed":
        return [asking.world.suppressed("ana@example.com")]
    if objection == "never" and await asking.asked():
        return await _fact(asking, "never")
    changes = {"consents": (consent("asking", "withdrawn"),)}
    if objection != "withdrawn":
        changes = {"do_not_ask": True}
    return [asking.world.person(asking.world.ana, "Ana", **asking.ana | changes)]
