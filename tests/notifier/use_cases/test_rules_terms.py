"""R-REW-05: the terms of an introduction follow the talk within a day, or somebody sees to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.notifier.use_cases.test_welcome import INTRO, PARTICIPANT, PROGRAM, joins
from tests.notifier.world import World

from goodword import ids
from goodword.events import TaskClosed, TaskOpened
from goodword.testing.events import events_of
from goodword.testing.jobs import run_due
from notifier.domain.welcome_letter import overdue_at
from notifier.main import job_kinds
from notifier.use_cases.messages.welcome import TERMS_DUE

HOUR = timedelta(hours=1)
NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)


async def said(world: World) -> list[Any]:
    events = [envelope.event for envelope in await events_of(world.db)]
    return [each for each in events if isinstance(each, TaskOpened | TaskClosed)]


async def talked(world: World, **ago: float) -> None:
    """Ana was told of an introduction program; Rita looks after her."""
    await world.begin()
    rita = ids.new()
    await world.tell(world.person(rita, "Rita"), world.person(world.ana, "Ana", rep_id=rita))
    await world.tell(world.published(PROGRAM, **INTRO))
    at = datetime.now(UTC) - timedelta(**ago)
    await world.tell(world.joined(PROGRAM, PARTICIPANT, discussed_at=at))


async def a_day_later(world: World) -> None:
    await world.execute("update job set run_at = now() where kind = $1", TERMS_DUE)
    kinds = job_kinds(world.mailroom)
    await run_due(world.db, {TERMS_DUE: kinds[TERMS_DUE]})


@pytest.mark.parametrize(
    ("talked_ago", "due_in"), [(0 * HOUR, 24 * HOUR), (10 * HOUR, 14 * HOUR), (72 * HOUR, HOUR)]
)
def test_terms_are_overdue_a_day_after_the_talk_or_an_hour_after_we_hear_of_it(
    talked_ago: timedelta, due_in: timedelta
) -> None:
    assert overdue_at(NOON - talked_ago, NOON) == NOON + due_in


async def test_terms_that_have_left_within_a_day_ask_nobody(world: World) -> None:
    await talked(world)
    await send(world)
    assert len(world.mails()) == 1

    await a_day_later(world)

    assert await said(world) == []


async def send(world: World) -> None:
    kinds = job_kinds(world.mailroom)
    await run_due(world.db, {"send": kinds["send"]})


async def test_terms_that_have_not_left_within_a_day_are_a_task_until_they_do(
    world: World,
) -> None:
    await talked(world)

    await a_day_later(world)
    await a_day_later(world)
    [task] = await said(world)
    await send(world)

    assert (task.kind, task.subjects) == (
        "send_terms",
        (ids.show("prt", PARTICIPANT), ids.show("per", world.ana)),
    )
    assert task.assignee_id is not None
    _, closed = await said(world)
    assert (closed.task_id, closed.outcome, closed.reason) == (task.task_id, "cancelled", "sent")
    assert len(world.mails()) == 1


async def test_a_welcome_that_failed_is_no_welcome(world: World) -> None:
    await talked(world)
    await world.tell(world.person(world.ana, "Ana", emails=()))
    await send(world)

    await a_day_later(world)

    assert [each.kind for each in await said(world)] == ["send_terms"]


async def test_terms_that_were_not_talked_about_or_are_not_allowed_are_owed_to_nobody(
    world: World,
) -> None:
    await joins(world, INTRO)
    await world.tell(world.joined(PROGRAM, ids.new(), offer=None, discussed_at=NOON))

    assert await world.rows("select from job where kind = $1", TERMS_DUE) == []
